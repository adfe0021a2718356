#!/usr/bin/env bash
# Installs the Debian 12 packages that zkmem is built from and tested with. Does nothing, quickly, when all are there.
#   tools/setup.sh demo    what `make demo` needs: a compiler and the libraries
#   tools/setup.sh         all of it: also the linters, the RISC-V cross compiler and QEMU that the tests use
#   tools/setup.sh --list  prints the table and installs nothing
set -euo pipefail

# package | demo or test | why
packages='
g++                             | demo | the C++20 compiler (12.2)
cmake                           | demo | describes the build
ninja-build                     | demo | runs the build
make                            | demo | runs the two commands of the README
pkg-config                      | demo | finds the libraries without CMake files
git                             | demo | the version in build reports
libhwy-dev                      | demo | SIMD kernels that choose the CPU at run time (Highway)
libtbb-dev                      | demo | the thread pool
libfmt-dev                      | demo | text formatting, which g++ 12 lacks
libcli11-dev                    | demo | command-line parsing
nlohmann-json3-dev              | demo | JSON: configurations, logs, --json
libtomlplusplus-dev             | demo | TOML configuration files
libelf-dev                      | demo | loading guest programs (ELF)
libdw-dev                       | demo | symbols and source lines in trap reports (DWARF)
liblmdb-dev                     | demo | the persistent state
libzstd-dev                     | demo | compression of logs and state pages
libxxhash-dev                   | demo | checksums of logs and state pages
ccache                          | test | quick rebuilds
python3                         | test | the checks of the tree and the tests of the command line
python3-yaml                    | test | reads the Kubernetes manifest
python3-pip                     | test | installs the Python packages that Debian lacks
python3-dev                     | test | builds the Python package
python3-venv                    | test | the environment that it is installed into and tested in
libgtest-dev                    | test | unit tests
libgmock-dev                    | test | matchers in unit tests
librapidcheck-dev               | test | property tests
libbenchmark-dev                | test | micro-benchmarks
clang-19                        | test | the second compiler
libclang-rt-19-dev              | test | sanitizers and libFuzzer for it
lld-19                          | test | links the verifier for WebAssembly
libc++-19-dev-wasm32            | test | its C++ library
libclang-rt-19-dev-wasm32       | test | its arithmetic
wasi-libc                       | test | its C library
clang-tidy-19                   | test | lint
clang-format-19                 | test | layout of the sources
gcc-riscv64-unknown-elf         | test | builds guest programs
picolibc-riscv64-unknown-elf    | test | their C library
lld                             | test | the other linker that guest programs may come from
qemu-user                       | test | runs the same programs as an independent judge
valgrind                        | test | looks for leaks where a proof from Rust fails
bash                            | test | reads the shell completion that the tests try
zsh                             | test | likewise
fish                            | test | likewise
munge                           | test | authentication of the Slurm cluster that a test runs
slurmctld                       | test | its controller
slurmd                          | test | its node
slurm-client                    | test | its commands
groff                           | test | lays out the manual page
zstd                            | test | unpacks test data
coq                             | test | checks the proofs of proofs/
libcoq-stdlib                   | test | their library
rustc-web                       | test | compiles the Rust judge (only where there is no cargo)
cargo-web                       | test | builds it (only where there is no cargo)
chromium                        | test | shows the pages that tests look at
nodejs                          | test | runs the JavaScript verifier of openings (only where there is no npm)
npm                             | test | installs the compilers and the EVM of its tests (only where there is none)
'

want=${1:-test}
install_other_packages() {
  if [ "$want" != test ]; then return; fi
  "$(dirname "$0")/python_env.sh" --make >/dev/null
  for folder in tests/openings tests/browser zkmem/sdk/report/page; do "$(dirname "$0")/node_env.sh" --make "$folder" >/dev/null; done
}
rows=$(printf '%s\n' "$packages" | sed 's/ *| */|/g; /^$/d')
if [ "$want" = demo ]; then rows=$(printf '%s\n' "$rows" | grep '|demo|'); fi
if [ "$want" = --list ]; then
  printf '%s\n' "$rows" | awk -F'|' '{printf "%-32s %-5s %s\n", $1, $2, $3}'
  exit 0
fi
case "$want" in demo | test) ;; *)
  echo "setup: unknown argument '$want' (demo, test or --list)" >&2
  exit 2
  ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not Debian; make sure that these are installed: $(printf '%s\n' "$rows" | cut -d'|' -f1 | xargs)" >&2
  exit 0
fi

# A toolchain of rustup's is as good; cargo-web is Debian's name for one recent enough for OpenVM's crates.
if command -v cargo >/dev/null; then rows=$(printf '%s\n' "$rows" | grep -v '^\(rustc\|cargo\)-web|'); fi

# So is a node with its own npm.
if command -v npm >/dev/null; then rows=$(printf '%s\n' "$rows" | grep -v '^\(nodejs\|npm\)|'); fi

# What the Rust guest is compiled for. Without it the guest's test stops after the host's half.
rust_target=riscv32im-unknown-none-elf
if [ "$want" = test ] && command -v rustup >/dev/null && ! rustup target list --installed | grep -qx "$rust_target"; then
  echo "setup: adding Rust's target $rust_target"
  timeout 120 rustup target add "$rust_target" >/dev/null 2>&1 || echo "setup: rustup cannot; the Rust guest will be built for this machine only"
fi

# One dpkg-query for all of them; a package it does not know is a missing one.
names=$(printf '%s\n' "$rows" | cut -d'|' -f1)
# shellcheck disable=SC2086
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $names 2>/dev/null | sed -n 's/^installed //p' || true)
missing=$(printf '%s\n' "$names" | grep -vxF -f <(printf '%s\n' "$installed") || true)
if [ -z "$missing" ]; then
  install_other_packages
  exit 0
fi

echo "setup: installing from Debian:"
printf '%s\n' "$rows" | grep -F -f <(printf '%s\n' "$missing" | sed 's/$/|/') | awk -F'|' '{printf "  %-32s %s\n", $1, $3}'

if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "setup: needs root or sudo; as root run: apt-get install --no-install-recommends $(echo $missing)" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
# shellcheck disable=SC2086
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null
install_other_packages

# The README's two commands are `make demo` and `make test`. Every target installs the packages that are missing, builds, and does its job.
# In CI (the variable CI is set) warnings are errors.
JOBS ?= $(shell nproc)
# Asked when it is needed: setup.sh may just have installed it. The Python package then finds the core compiled.
LAUNCHER = $$(command -v ccache >/dev/null && echo -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
CONFIGURE = cmake --preset release $(LAUNCHER) -DZKMEM_WERROR=$(if $(CI),ON,OFF) --log-level=WARNING
BUILD = cmake --build --preset release --parallel $(JOBS)

.PHONY: all demo test proofs format lint clean

all:
	@tools/setup.sh test
	@$(CONFIGURE) -DZKMEM_DEVELOPER=ON
	@$(BUILD)

demo:
	@tools/setup.sh demo
	@test -f build/release/build.ninja || $(CONFIGURE) -DZKMEM_DEVELOPER=OFF
	@$(BUILD) --target zkmem_cli
	@tools/demo.sh build/release/zkmem

test: all
	@ctest --preset release --parallel $(JOBS)

proofs:
	@tools/setup.sh test
	@tools/check_proofs.py

format:
	@tools/setup.sh test
	@git ls-files '*.h' '*.cc' '*.c' | xargs clang-format-19 -i

lint:
	@tools/setup.sh test
	@$(CONFIGURE) -DZKMEM_DEVELOPER=ON
	@tools/check_layers.py && tools/check_format.sh && tools/lint.py build/release

clean:
	@rm -rf build

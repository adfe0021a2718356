//! Finds zkmem's C interface: an installed one by pkg-config, else the one of this tree, built by CMake.
use std::env;
use std::path::{Path, PathBuf};

/// What libzkmem.a needs beside itself: pkg-config modules.
const REQUIRED: [&str; 8] = ["fmt", "tbb", "libhwy", "libelf", "libdw", "lmdb", "libzstd", "libxxhash"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=ZKMEM_FROM_SOURCE");
    let from_source = env::var_os("ZKMEM_FROM_SOURCE").is_some_and(|value| value != "0");
    if !from_source && pkg_config::Config::new().atleast_version("0.1.0").probe("zkmem").is_ok() {
        return;
    }
    build_from_source();
}

fn build_from_source() {
    let tree: PathBuf = [&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"), "..", ".."].iter().collect();
    for part in ["CMakeLists.txt", "cmake", "zkmem"] {
        println!("cargo:rerun-if-changed={}", tree.join(part).display());
    }
    assert!(
        Path::new(&tree).join("zkmem/c/zkmem.h").exists(),
        "zkmem is not installed (pkg-config finds no zkmem), and its sources are not in {}",
        tree.display()
    );
    // The one archive, and nothing else of the tree.
    let target = "zkmem_archive";
    let built = cmake::Config::new(&tree).profile("Release").define("ZKMEM_DEVELOPER", "OFF").build_target(target).build();
    println!("cargo:rustc-link-search=native={}", built.join("build/lib/c").display());
    println!("cargo:rustc-link-lib=static=zkmem");
    for module in REQUIRED {
        if let Err(error) = pkg_config::probe_library(module) {
            panic!("zkmem needs {module}, which pkg-config does not find: {error}");
        }
    }
    println!("cargo:rustc-link-lib=stdc++");
}

//! The files of `cargo openvm`: written by OpenVM's SDK and read by `zkmem`, and the other way around. Reader, writer and
//! verifier are the ones that `cargo openvm` calls (cargo-openvm 2.0.2, commands/{keygen,prove,verify}.rs).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use openvm_circuit::arch::ContinuationVmProof;
use openvm_circuit::arch::instructions::exe::VmExe;
use openvm_sdk::config::{AggregationSystemParams, AppConfig};
use openvm_sdk::fs::{read_object_from_file, write_object_to_file};
use openvm_sdk::prover::verify_app_proof;
use openvm_sdk::{CpuSdk, StdIn, F, SC};
use openvm_sdk_config::SdkVmConfig;
use openvm_stark_sdk::config::app_params_with_100_bits_security;
use openvm_stark_sdk::config::baby_bear_poseidon2::BabyBearPoseidon2CpuEngine;
use zkmem_sdk_tests::{elf, quick_params, with_extensions};

const PROGRAM: &str = "../../examples/guests/elf/fib.elf";
const INPUT: &[u8] = b"25";
const OPENVM_TOML: &str = "[app_vm_config.rv32i]\n[app_vm_config.rv32m]\n[app_vm_config.io]\n";

/// A folder of the test's own under cargo's.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// Runs `zkmem` in the folder. ZKMEM_CLI says where it is.
fn zkmem(folder: &Path, args: &[&str]) -> Output {
    let program = std::env::var("ZKMEM_CLI").expect("ZKMEM_CLI is the path of the zkmem command");
    Command::new(program).args(args).current_dir(folder).output().expect("zkmem runs")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a command that refuses says in its one line.
fn refusal(folder: &Path, code: i32, args: &[&str]) -> String {
    let output = zkmem(folder, args);
    assert_eq!(output.status.code(), Some(code), "{}", text(&output));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

fn sdk(config: SdkVmConfig, log_height: usize) -> CpuSdk {
    let app = AppConfig::new(config, app_params_with_100_bits_security(log_height));
    CpuSdk::new(app, AggregationSystemParams::default()).unwrap()
}

/// What `cargo openvm keygen` and `build` leave behind: app.pk, app.vk, fib.vmexe.
fn write_files(sdk: &CpuSdk, folder: &Path) -> Arc<VmExe<F>> {
    let (pk, vk) = sdk.app_keygen();
    let exe: Arc<VmExe<F>> = sdk.convert_to_exe(elf(PROGRAM)).unwrap();
    write_object_to_file(folder.join("app.pk"), pk).unwrap();
    write_object_to_file(folder.join("app.vk"), vk).unwrap();
    write_object_to_file(folder.join("fib.vmexe"), (*exe).clone()).unwrap();
    fs::write(folder.join("input"), INPUT).unwrap();
    fs::write(folder.join("openvm.toml"), OPENVM_TOML).unwrap();
    exe
}

#[test]
fn both_prove_and_each_verifies_the_others_file() {
    let folder = folder("both");
    let sdk = sdk(SdkVmConfig::riscv32(), 21);
    let exe = write_files(&sdk, &folder);

    let proven = zkmem(
        &folder,
        &["prove", "--for", "openvm", "--app-pk", "app.pk", "--app-vk", "app.vk", "--openvm-toml", "openvm.toml",
          "fib.vmexe", "--stdin", "input"],
    );
    assert!(proven.status.success(), "{}", text(&proven));
    let ours: ContinuationVmProof<SC> = read_object_from_file(folder.join("fib.app.proof")).unwrap();
    let commit = verify_app_proof::<BabyBearPoseidon2CpuEngine>(&sdk.app_vk(), &ours).unwrap();
    // What the SDK writes of the same proof is the same file.
    write_object_to_file(folder.join("again.app.proof"), &ours).unwrap();
    assert!(fs::read(folder.join("again.app.proof")).unwrap() == fs::read(folder.join("fib.app.proof")).unwrap());

    let mut prover = sdk.app_prover(exe).unwrap();
    assert_eq!(commit, prover.app_exe_commit());
    let theirs = prover.prove(StdIn::from_bytes(INPUT)).unwrap();
    assert_eq!(theirs.user_public_values.public_values, ours.user_public_values.public_values);
    write_object_to_file(folder.join("theirs.app.proof"), &theirs).unwrap();
    for program in ["fib.vmexe", &*Path::new(env!("CARGO_MANIFEST_DIR")).join(PROGRAM).to_string_lossy()] {
        for proof in ["theirs.app.proof", "fib.app.proof"] {
            let verified = zkmem(&folder, &["verify", proof, "--program", program, "--app-vk", "app.vk"]);
            assert!(verified.status.success(), "{}", text(&verified));
            assert!(text(&verified).contains("shown: the given program"), "{}", text(&verified));
        }
    }

    // Another program; a proof that was changed, or cut off.
    let other = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/guests/elf/sort.elf");
    assert!(refusal(&folder, 1, &["verify", "theirs.app.proof", "--program", &other.to_string_lossy()])
        .contains("theirs.app.proof: "));
    let bytes = fs::read(folder.join("theirs.app.proof")).unwrap();
    fs::write(folder.join("short.app.proof"), &bytes[..bytes.len() / 2]).unwrap();
    assert!(refusal(&folder, 1, &["verify", "short.app.proof"]).contains("short.app.proof: application proof: byte "));
    let mut changed = bytes;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(folder.join("changed.app.proof"), &changed).unwrap();
    refusal(&folder, 1, &["verify", "changed.app.proof"]);
}

#[test]
fn keys_of_other_machines_are_refused_by_what_they_have() {
    let folder = folder("keys");
    write_files(&sdk(SdkVmConfig::riscv32(), 20), &folder);
    let (pk, vk) = sdk(with_extensions(), 20).app_keygen();
    write_object_to_file(folder.join("more.pk"), pk).unwrap();
    write_object_to_file(folder.join("more.vk"), vk).unwrap();
    let quick = CpuSdk::new(AppConfig::new(SdkVmConfig::riscv32(), quick_params(20)), Default::default()).unwrap();
    write_object_to_file(folder.join("quick.vk"), quick.app_keygen().1).unwrap();
    let key = |option: &str, file: &str| {
        refusal(&folder, 2, &["prove", "--for", "openvm", option, file, "fib.vmexe", "-o", "fib.app.proof"])
    };
    assert!(key("--app-pk", "more.pk").contains("more.pk: application proving key: byte "), "{}", key("--app-pk", "more.pk"));
    assert!(key("--app-pk", "more.pk").contains("keccak: an extension that zkmem's machine (rv32i, rv32m, io) does not have"));
    let said = key("--app-vk", "more.vk");
    assert!(said.contains("more.vk: this is not the key of zkmem's machine: it has ") && said.contains(" AIRs"), "{said}");
    assert!(key("--app-vk", "quick.vk").contains("quick.vk: this is not the key of zkmem's machine: "));
    assert!(key("--app-vk", "app.pk").contains("app.pk: application verifying key: "));
    for file in ["app.pk", "app.vk"] {
        let bytes = fs::read(folder.join(file)).unwrap();
        fs::write(folder.join("short"), &bytes[..bytes.len() - 1]).unwrap();
        let said = key(if file == "app.pk" { "--app-pk" } else { "--app-vk" }, "short");
        assert!(said.contains("short: application ") && said.contains(": byte "), "{said}");
    }
    assert!(!folder.join("fib.app.proof").exists() && !folder.join("fib.app.proof.work").exists());
}

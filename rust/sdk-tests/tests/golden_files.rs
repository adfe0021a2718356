//! The golden files that zkmem's own tests read are what the SDK writes of the golden run and key. ZKMEM_WRITE_GOLDEN=1 writes them.

use std::fs;
use std::path::Path;

use openvm_circuit::arch::instructions::exe::VmExe;
use openvm_circuit::arch::ContinuationVmProof;
use openvm_circuit::system::memory::merkle::public_values::UserPublicValuesProof;
use openvm_sdk::fs::write_object_to_file;
use openvm_sdk::keygen::AppVerifyingKey;
use openvm_sdk::{F, SC};
use openvm_sdk_config::SdkVmConfig;
use openvm_stark_backend::codec::Decode;
use openvm_stark_backend::proof::Proof;

#[test]
fn golden_files() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/openvm-v2");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden");
    let run = golden.join("rv32im_run");
    let exe: VmExe<F> = postcard::from_bytes(&fs::read(run.join("exe.postcard")).unwrap()).unwrap();
    write_object_to_file(folder.join("vm_a.vmexe"), exe).unwrap();

    let system = SdkVmConfig::riscv32().system.config;
    let vk = postcard::from_bytes(&fs::read(golden.join("rv32im_app_vk/vk.postcard")).unwrap()).unwrap();
    let vk = AppVerifyingKey {
        vk,
        memory_dimensions: system.memory_config.memory_dimensions(),
        num_user_pvs: system.num_public_values,
    };
    write_object_to_file(folder.join("app.vk"), vk).unwrap();

    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(run.join("execution.json")).unwrap()).unwrap();
    let values = json["user_public_values"].as_object().unwrap();
    let elements = |list: &serde_json::Value| -> Vec<F> {
        list.as_array().unwrap().iter().map(|word| F::new(word.as_u64().unwrap() as u32)).collect()
    };
    let named = |part: &str| values.iter().find(|(name, _)| name.contains(part)).unwrap().1;
    let digest = |list: &serde_json::Value| -> [F; 8] { elements(list).try_into().unwrap() };
    let proof = ContinuationVmProof::<SC> {
        per_segment: vec![Proof::decode_from_bytes(&fs::read(run.join("proof.bin")).unwrap()).unwrap()],
        user_public_values: UserPublicValuesProof {
            proof: named("proof").as_array().unwrap().iter().map(digest).collect(),
            public_values: elements(&values["public_values"]),
            public_values_commit: digest(named("commit")),
        },
    };
    write_object_to_file(folder.join("vm_a.app.proof"), proof).unwrap();

    for name in ["vm_a.vmexe", "app.vk", "vm_a.app.proof"] {
        let made = fs::read(folder.join(name)).unwrap();
        let kept = golden.join("sdk_files").join(name);
        if std::env::var_os("ZKMEM_WRITE_GOLDEN").is_some() {
            fs::create_dir_all(kept.parent().unwrap()).unwrap();
            fs::write(&kept, &made).unwrap();
        }
        assert!(made == fs::read(&kept).unwrap(), "{name}");
    }
}

//! verify FILE ROOT [SPACES ADDRESSES]: the cells that an opening shows of the memory with that root. Exit codes as `zkmem image verify`.

use std::process::ExitCode;
use zkmem_opening::{verify_opening, Error, Root, Tree};

fn verify(bytes: &[u8], root: &str, tree: Tree) -> Result<(), Error> {
    for cells in verify_opening(bytes, &Root::from_hex(root)?, tree)?.ranges() {
        let values: Vec<String> = cells.values().map(|value| value.to_string()).collect();
        println!("the memory with root {root} holds at {}:{}: {}", cells.space, cells.pointer, values.join(" "));
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (file, root, tree) = match arguments.as_slice() {
        [file, root] => (file, root, Some(Tree::DEFAULT)),
        [file, root, spaces, addresses] => {
            let heights = (spaces.parse(), addresses.parse());
            let tree = match heights {
                (Ok(space_height), Ok(address_height)) => Some(Tree { space_height, address_height }),
                _ => None,
            };
            (file, root, tree)
        }
        _ => {
            eprintln!("usage: verify FILE ROOT [SPACES ADDRESSES]");
            return ExitCode::from(2);
        }
    };
    let Some(tree) = tree else {
        eprintln!("verify: the tree's two heights are numbers below 256");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("verify: {file}: {error}");
            return ExitCode::from(2);
        }
    };
    match verify(&bytes, root, tree) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify: {error}");
            ExitCode::from(if matches!(error, Error::Rejected(_)) { 1 } else { 2 })
        }
    }
}

//! cell ROOT: the cells in cell.opening, of the memory with that root.
use zkmem_opening::{verify_opening, Root, Tree};

fn main() -> Result<(), zkmem_opening::Error> {
    let bytes = std::fs::read("cell.opening").expect("cell.opening");
    let root = Root::from_hex(&std::env::args().nth(1).expect("a root"))?;
    for cells in verify_opening(&bytes, &root, Tree::DEFAULT)?.ranges() {
        println!("{}:{} {:?}", cells.space, cells.pointer, cells.values().collect::<Vec<_>>());
    }
    Ok(())
}

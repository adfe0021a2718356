//! For the tests (tests/openings): a line of stdin is ROOT SPACES ADDRESSES OPENING, in hexadecimal; a line of stdout is `0 SPACE:POINTER
//! VALUE…` for each range, `1 REASON` or `2 REASON`.

use zkmem_opening::{verify_opening, Error, Root, Tree};

fn bytes_of(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).expect("hex digits")).collect()
}

fn verify(bytes: &[u8], root: &str, tree: Tree) -> Result<String, Error> {
    let mut line = String::from("0");
    for cells in verify_opening(bytes, &Root::from_hex(root)?, tree)?.ranges() {
        line += &format!(" {}:{}", cells.space, cells.pointer);
        cells.values().for_each(|value| line += &format!(" {value}"));
    }
    Ok(line)
}

fn main() {
    for line in std::io::stdin().lines() {
        let line = line.expect("a line of text");
        let fields: Vec<&str> = line.split(' ').collect();
        let height = |text: &str| text.parse().expect("a height");
        let tree = Tree { space_height: height(fields[1]), address_height: height(fields[2]) };
        match verify(&bytes_of(fields[3]), fields[0], tree) {
            Ok(line) => println!("{line}"),
            Err(error) => println!("{} {error}", if matches!(error, Error::Rejected(_)) { 1 } else { 2 }),
        }
    }
}

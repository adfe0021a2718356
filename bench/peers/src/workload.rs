//! The access logs of `zkmem bench`, drawn from the same generator (bench/README.md).

pub struct Access {
    pub pointer: u32,
    pub write: bool,
    pub value: [u8; 4],
}

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// 2^log_count accesses of size 4 in space 2: `random` (16 MiB), `local` (64 KiB) or `seq`.
pub fn accesses(name: &str, log_count: u32) -> Result<Vec<Access>, String> {
    let words: Option<u64> = match name {
        "random" => Some(1 << 22),
        "local" => Some(1 << 14),
        "seq" => None,
        _ => return Err(format!("unknown workload '{name}': expected random, local or seq")),
    };
    let mut draw = SplitMix64(1);
    Ok((0..1u64 << log_count)
        .map(|i| {
            let r = draw.next();
            let word = words.map_or(i, |w| r % w);
            Access { pointer: 4 * word as u32, write: r >> 63 == 1, value: ((r >> 24) as u32).to_le_bytes() }
        })
        .collect())
}

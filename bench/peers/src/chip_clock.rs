//! How long each chip's trace takes: OpenVM opens a span around every chip that has records, and a span around the
//! system's own chips together. This subscriber adds up the time between entering and leaving them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const SYSTEM: &str = "system_trace_gen";
const CHIP: &str = "single_trace_gen";

#[derive(Default)]
struct State {
    /// Chip of each open span, and when it was entered.
    open: BTreeMap<u64, (String, Option<Instant>)>,
    seconds: BTreeMap<String, f64>,
}

#[derive(Clone, Default)]
pub struct ChipClock {
    next: Arc<AtomicU64>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct AirName(Option<String>);

impl Visit for AirName {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "air" {
            self.0 = Some(value.to_string());
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "air" {
            self.0 = Some(format!("{value:?}"));
        }
    }
}

impl ChipClock {
    /// For the rest of the process.
    pub fn install() -> Result<Self, String> {
        let clock = Self::default();
        tracing::subscriber::set_global_default(clock.clone()).map_err(|e| e.to_string())?;
        Ok(clock)
    }

    /// Seconds by chip since the last call.
    pub fn take(&self) -> BTreeMap<String, f64> {
        std::mem::take(&mut self.state.lock().expect("no panic while locked").seconds)
    }
}

impl Subscriber for ChipClock {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && (metadata.name() == SYSTEM || metadata.name() == CHIP)
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let mut name = AirName::default();
        span.record(&mut name);
        let chip = name.0.unwrap_or_else(|| "system".to_string());
        self.state.lock().expect("no panic while locked").open.insert(id, (chip, None));
        Id::from_u64(id)
    }
    fn enter(&self, span: &Id) {
        if let Some(open) = self.state.lock().expect("no panic while locked").open.get_mut(&span.into_u64()) {
            open.1 = Some(Instant::now());
        }
    }
    fn exit(&self, span: &Id) {
        let now = Instant::now();
        let mut state = self.state.lock().expect("no panic while locked");
        let Some((chip, Some(start))) =
            state.open.get_mut(&span.into_u64()).map(|open| (open.0.clone(), open.1.take()))
        else {
            return;
        };
        *state.seconds.entry(chip).or_default() += (now - start).as_secs_f64();
    }
    fn try_close(&self, span: Id) -> bool {
        self.state.lock().expect("no panic while locked").open.remove(&span.into_u64()).is_some()
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
}

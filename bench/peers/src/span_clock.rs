//! How long OpenVM spends in parts of its work around which it opens spans: each chip's trace, a proof's phases. This
//! subscriber adds up the time between entering and leaving the spans it is told of.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A span per chip that has records, named by its AIR, and one around the system's own chips together.
pub const TRACES: &[&str] = &["system_trace_gen", "single_trace_gen"];
/// A proof's phases; the second holds the third and fourth.
pub const PROOF: &[&str] = &[
    "prover.main_trace_commit",
    "prove_zerocheck_and_logup",
    "fractional_sumcheck",
    "prover.batch_constraints.mle_rounds",
    "prove_whir_opening_cpu",
];

#[derive(Default)]
struct State {
    /// Name of each open span, and when it was entered.
    open: BTreeMap<u64, (String, Option<Instant>)>,
    seconds: BTreeMap<String, f64>,
}

#[derive(Clone)]
pub struct SpanClock {
    spans: &'static [&'static str],
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

impl SpanClock {
    /// For the rest of the process.
    pub fn install(spans: &'static [&'static str]) -> Result<Self, String> {
        let clock = Self { spans, next: Arc::default(), state: Arc::default() };
        tracing::subscriber::set_global_default(clock.clone()).map_err(|e| e.to_string())?;
        Ok(clock)
    }

    /// Seconds by chip or span since the last call.
    pub fn take(&self) -> BTreeMap<String, f64> {
        std::mem::take(&mut self.state.lock().expect("no panic while locked").seconds)
    }
}

impl Subscriber for SpanClock {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && self.spans.contains(&metadata.name())
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let mut name = AirName::default();
        span.record(&mut name);
        let name = name.0.unwrap_or_else(|| span.metadata().name().to_string());
        self.state.lock().expect("no panic while locked").open.insert(id, (name, None));
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
        let Some((name, Some(start))) =
            state.open.get_mut(&span.into_u64()).map(|open| (open.0.clone(), open.1.take()))
        else {
            return;
        };
        *state.seconds.entry(name).or_default() += (now - start).as_secs_f64();
    }
    fn try_close(&self, span: Id) -> bool {
        self.state.lock().expect("no panic while locked").open.remove(&span.into_u64()).is_some()
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
}

//! Scales: from values to per cent, and the round numbers that an axis shows.

use crate::document::drawing::number::Number;

/// A stretch of values, drawn from 0 to 100 per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The value at 0 per cent.
    pub low: f64,
    /// The value at 100 per cent; greater than `low`.
    pub high: f64,
}

impl Scale {
    /// A scale for bars, which begin at zero always.
    pub fn from_zero(values: impl Iterator<Item = f64>) -> Scale {
        let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
        Scale { low, high: if high > low { high } else { low + 1.0 } }
    }

    /// Where a value lies, in per cent.
    pub fn at(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low) * 100.0).clamp(0.0, 100.0)
    }
}

/// Round numbers that enclose some values, in steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph
/// labels", Graphics Gems, 1990). Zero is among them if it is not far.
pub fn ticks(low: f64, high: f64) -> Vec<Number> {
    const WANTED: f64 = 4.0;
    let near_zero = |far: f64, near: f64| if near / far < 0.5 { 0.0 } else { near };
    let (mut low, mut high) = match (low, high) {
        (low, high) if low >= 0.0 => (if high > 0.0 { near_zero(high, low) } else { 0.0 }, high),
        (low, high) if high <= 0.0 => (low, near_zero(low, high)),
        both => both,
    };
    if high <= low {
        (low, high) = (low - low.abs().max(1.0) / 2.0, high + high.abs().max(1.0) / 2.0);
    }
    let rough = (high - low) / WANTED;
    let power = 10f64.powf(rough.log10().floor());
    let step = power
        * match rough / power {
            part if part < 1.5 => 1.0,
            part if part < 3.0 => 2.0,
            part if part < 7.0 => 5.0,
            _ => 10.0,
        };
    let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
    let (first, last) = ((low / step).floor() as i64, (high / step - 1e-9).ceil() as i64);
    // No more than a dozen come of four wanted; the bound holds whatever the numbers were.
    (first..=last.min(first.saturating_add(20))).map(|n| Number::of(n as f64 * step, decimals)).collect()
}

/// A length or place in per cent, with two decimals at most.
pub fn percent(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".into() } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(low: f64, high: f64) -> Vec<String> {
        ticks(low, high).iter().map(|tick| format!("{}", tick.value)).collect()
    }

    #[test]
    fn ticks_are_round_and_enclose() {
        assert_eq!(shown(1.9, 103.0), ["0", "20", "40", "60", "80", "100", "120"]);
        assert_eq!(shown(0.12, 0.31), ["0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(shown(-3.0, 7.0), ["-4", "-2", "0", "2", "4", "6", "8"]);
        assert_eq!(shown(970.0, 1010.0), ["970", "980", "990", "1000", "1010"]);
        assert_eq!(shown(5.0, 5.0), ["2", "3", "4", "5", "6", "7", "8"]);
        assert_eq!(shown(0.0, 0.0), ["-0.6", "-0.4", "-0.2", "0", "0.2", "0.4", "0.6"]);
        assert_eq!(shown(-20.0, -18.0), ["-20", "-19.5", "-19", "-18.5", "-18"]);
        assert!(ticks(0.0, 999_999_999_999_999.0).len() <= 21);
    }

    #[test]
    fn bars_begin_at_zero() {
        let scale = Scale::from_zero([103.0, 1.9].into_iter());
        assert_eq!((scale.at(0.0), percent(scale.at(1.9)), scale.at(103.0)), (0.0, "1.84".into(), 100.0));
        let scale = Scale::from_zero([-5.0, 15.0].into_iter());
        assert_eq!((scale.at(-5.0), scale.at(0.0), scale.at(15.0)), (0.0, 25.0, 100.0));
        assert_eq!(Scale::from_zero([0.0].into_iter()).at(0.0), 0.0);
    }
}

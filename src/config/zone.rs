//! Time zones: on which day a moment falls. A zone has a fixed distance from UTC, or a name of the IANA database, whose
//! rules are part of the program: those of a machine must not decide what is public.

use crate::base::text::nearest;
use crate::base::{Fault, Ranged};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};

/// A time zone as it is written: `+13:00`, `-03:30`, `UTC`, `Pacific/Auckland`.
fn zone(written: &str) -> Option<TimeZone> {
    if matches!(written, "UTC" | "Z" | "z") {
        return Some(TimeZone::UTC);
    }
    match written.strip_prefix('-').map(|rest| (-1, rest)).or_else(|| Some((1, written.strip_prefix('+')?))) {
        Some((sign, distance)) => Offset::from_seconds(sign * seconds(distance)?).ok().map(TimeZone::fixed),
        None => TimeZoneDatabase::bundled().get(written).ok(),
    }
}

/// The seconds of `13:00`, `1300` or `13`.
fn seconds(distance: &str) -> Option<i32> {
    let number =
        |text: &str| text.parse::<i32>().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let (hours, minutes) = match distance.split_once(':') {
        Some(parts) => parts,
        None => distance.split_at_checked(2)?,
    };
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    Some((number(hours).filter(|hours| *hours <= 14)? * 60 + Some(minutes).filter(|minutes| *minutes < 60)?) * 60)
}

/// The day on which a moment falls in a time zone; in UTC where none is said, or one that there is not.
pub fn day(moment: Timestamp, written: &str) -> (i32, u8, u8) {
    let date = moment.to_zoned(zone(written).unwrap_or(TimeZone::UTC)).date();
    (date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// The fault of a text that is no time zone.
pub(super) fn unknown(written: &Ranged<String>) -> Option<Fault> {
    if zone(&written.value).is_some() {
        return None;
    }
    let fault = Fault::new("unknown-time-zone", written.range.clone(), format!("there is no time zone `{}`", written.value));
    let bundled = TimeZoneDatabase::bundled();
    let names: Vec<String> = bundled.available().map(|name| name.to_string()).collect();
    // People write the city alone.
    let city = written.value.rsplit('/').next().unwrap_or_default().replace(' ', "_");
    let found = names.iter().find(|name| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)));
    let near = found.map(String::as_str).or_else(|| nearest(&written.value, names.iter().map(String::as_str)));
    Some(match near {
        Some(name) => fault.with_help(format!("did you mean `{name}`?")).with_fix(written.range.clone(), name),
        None => {
            fault.with_help("write its distance from UTC, as `+13:00`, or its name in the IANA database, as `Pacific/Auckland`")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_falls_on_the_day_of_its_zone() {
        // 28 February 2026, 20:00 UTC; and 1 July, 23:30.
        let (winter, summer) = (Timestamp::from_second(1_772_308_800).unwrap(), Timestamp::from_second(1_782_948_600).unwrap());
        for (zone, expected) in [
            ("", (2026, 2, 28)),
            ("+13:00", (2026, 3, 1)),
            ("+1300", (2026, 3, 1)),
            ("+03", (2026, 2, 28)),
            ("-11:30", (2026, 2, 28)),
            ("Pacific/Auckland", (2026, 3, 1)),
            ("pacific/auckland", (2026, 3, 1)),
            ("Europe/London", (2026, 2, 28)),
            ("Nowhere/Else", (2026, 2, 28)),
        ] {
            assert_eq!(day(winter, zone), expected, "{zone}");
        }
        // Summer time counts.
        assert_eq!((day(summer, "Europe/London"), day(summer, "UTC")), ((2026, 7, 2), (2026, 7, 1)));
    }

    #[test]
    fn what_is_no_time_zone_is_told() {
        let help =
            |text: &str| unknown(&Ranged::new(text.to_string(), 0..1)).map(|fault| fault.help.unwrap_or_default().into_owned());
        for fine in ["UTC", "+13:00", "-03:30", "+0545", "Asia/Kathmandu"] {
            assert_eq!(help(fine), None, "{fine}");
        }
        assert_eq!(help("Auckland").as_deref(), Some("did you mean `Pacific/Auckland`?"));
        assert_eq!(help("Europe/Lodnon").as_deref(), Some("did you mean `Europe/London`?"));
        for odd in ["+25:00", "+1:00", "+13:0x", "é", "+é", "", "+"] {
            assert!(help(odd).is_some(), "{odd}");
        }
    }
}

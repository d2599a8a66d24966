//! The registry of relation types: what ties there are between actors, what both ends call them, whom they may join.

use super::Config;
use crate::base::text::{nearest, shown};
use crate::base::{Fault, Ranged};
use std::collections::BTreeMap;

/// A type of relation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationType {
    /// As the acting side says it: "sanctions".
    pub forward: String,
    /// As the other side says it: "sanctioned by"; the same as `forward` where it is symmetric.
    pub backward: String,
    /// Both sides are alike.
    pub symmetric: bool,
    /// What it is coloured and sorted by.
    pub group: Group,
    /// Sorts of actor that may act; empty for all.
    pub from: Vec<ActorSort>,
    /// Sorts of actor that it may be done to; empty for all.
    pub to: Vec<ActorSort>,
    /// Code of the CAMEO codebook (1.1b3, 2012); empty if there is none.
    pub cameo: String,
    /// Schema of FollowTheMoney in exports; empty for `UnknownLink`.
    pub ftm: String,
}

/// What sort of actor it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum ActorSort {
    Person,
    State,
    Organisation,
    Alliance,
    Bloc,
    Group,
    /// A post that people hold, such as President of El Salvador.
    Office,
}

impl ActorSort {
    /// Every sort.
    pub const ALL: [ActorSort; 7] = [
        ActorSort::Person,
        ActorSort::State,
        ActorSort::Organisation,
        ActorSort::Alliance,
        ActorSort::Bloc,
        ActorSort::Group,
        ActorSort::Office,
    ];
    /// The names of every sort, in the same order.
    pub const NAMES: [&str; 7] = ["person", "state", "organisation", "alliance", "bloc", "group", "office"];

    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The sort of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

/// What relations are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Group {
    /// They work together.
    Cooperation,
    /// They work against one another.
    Conflict,
    /// One is a part of, or above, the other.
    #[default]
    Structure,
}

impl Group {
    /// Its name in chancery.yaml and in templates.
    pub fn name(self) -> &'static str {
        match self {
            Group::Cooperation => "cooperation",
            Group::Conflict => "conflict",
            Group::Structure => "structure",
        }
    }
}

/// The schemas of FollowTheMoney that relations become.
pub(super) const FTM: [&str; 4] = ["Membership", "Payment", "Sanction", "UnknownLink"];

const POWERS: &str = "state organisation alliance bloc";
const WHOLES: &str = "state organisation alliance bloc group";

impl std::fmt::Display for ActorSort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// key, forward, backward (empty if symmetric), group, from, to, CAMEO, FollowTheMoney
type Row = (&'static str, &'static str, &'static str, Group, &'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 21] = [
    ("ally-of", "ally of", "", Group::Cooperation, "", "", "05", ""),
    ("member-of", "member of", "has the member", Group::Structure, "", WHOLES, "", "Membership"),
    ("part-of", "part of", "has the part", Group::Structure, "organisation group office state", WHOLES, "", ""),
    ("sanctions", "sanctions", "is sanctioned by", Group::Conflict, POWERS, "", "163", "Sanction"),
    ("criticises", "criticises", "is criticised by", Group::Conflict, "", "", "111", ""),
    ("praises", "praises", "is praised by", Group::Cooperation, "", "", "051", ""),
    ("met", "met", "", Group::Cooperation, "", "", "046", ""),
    ("visited", "visited", "was visited by", Group::Cooperation, "", "", "042", ""),
    ("rivals", "rival of", "", Group::Conflict, "", "", "", ""),
    ("fights", "fights", "", Group::Conflict, "", "", "190", ""),
    ("opposes", "opposes", "is opposed by", Group::Conflict, "", "", "12", ""),
    ("supports", "supports", "is supported by", Group::Cooperation, "", "", "05", ""),
    ("funds", "funds", "is funded by", Group::Cooperation, "", "", "071", "Payment"),
    ("pays", "pays", "is paid by", Group::Cooperation, "", "", "071", "Payment"),
    ("threatens", "threatens", "is threatened by", Group::Conflict, "", "", "13", ""),
    ("pressures", "puts pressure on", "is under pressure from", Group::Conflict, "", "", "10", ""),
    ("aligned-with", "aligned with", "", Group::Cooperation, "", "", "", ""),
    ("deports-to", "deports people to", "takes people deported by", Group::Structure, POWERS, POWERS, "174", ""),
    ("detains-for", "detains people for", "has people detained by", Group::Cooperation, POWERS, POWERS, "", ""),
    ("ruled-on", "ruled on the case of", "was ruled on by", Group::Structure, "organisation person office", "", "", ""),
    (
        "cracks-down-on",
        "cracks down on",
        "is targeted by",
        Group::Conflict,
        "state organisation office person",
        "group organisation person",
        "175",
        "",
    ),
];

/// The relation types that every site has.
pub(super) fn built_in() -> BTreeMap<String, RelationType> {
    let words = |text: &str| text.split_whitespace().filter_map(ActorSort::named).collect::<Vec<_>>();
    let make = |row: &Row| {
        let (key, forward, backward, group, from, to, cameo, ftm) = *row;
        let symmetric = backward.is_empty();
        let backward = if symmetric { forward } else { backward };
        let one = RelationType {
            forward: forward.into(),
            backward: backward.into(),
            symmetric,
            group,
            from: words(from),
            to: words(to),
            cameo: cameo.into(),
            ftm: ftm.into(),
        };
        (key.to_string(), one)
    };
    ROWS.iter().map(make).collect()
}

impl Config {
    /// Whether the site has its own words for a relation type, instead of those of the built-in one.
    pub fn words_relation(&self, key: &str) -> bool {
        let row = ROWS.iter().find(|row| row.0 == key);
        let same = |row: &Row, sort: &RelationType| sort.forward == row.1 && (sort.symmetric || sort.backward == row.2);
        row.zip(self.relation_types.get(key)).is_none_or(|(row, sort)| !same(row, sort))
    }

    /// The relation type that was written; the fault if there is none.
    pub fn relation_type(&self, written: &Ranged<String>) -> Result<&RelationType, Box<Fault>> {
        if let Some(found) = self.relation_types.get(written.value.as_str()) {
            return Ok(found);
        }
        let fault =
            Fault::new("unknown-relation", written.range.clone(), format!("there is no relation type `{}`", shown(&written.value)));
        let keys = || self.relation_types.keys().map(String::as_str);
        Err(Box::new(match nearest(&written.value, keys()) {
            Some(key) => fault.with_help(format!("did you mean `{key}`?")).with_fix(written.range.clone(), key),
            None => {
                let all: Vec<_> = keys().map(|key| format!("`{key}`")).collect();
                fault.with_help(format!("write one of {}; or declare it under `relation_types:` in chancery.yaml", all.join(", ")))
            }
        }))
    }

    /// Checks that a relation may join two sorts of actor; the fault if it may not.
    pub fn relation_fits(&self, written: &Ranged<String>, from: ActorSort, to: ActorSort) -> Result<(), Box<Fault>> {
        let Some(kind) = self.relation_types.get(written.value.as_str()) else { return Ok(()) };
        let fits = |allowed: &[ActorSort], sort| allowed.is_empty() || allowed.contains(&sort);
        let both = |from, to| fits(&kind.from, from) && fits(&kind.to, to);
        if both(from, to) || (kind.symmetric && both(to, from)) {
            return Ok(());
        }
        let (side, sort, allowed) =
            if fits(&kind.from, from) { ("lead to", to, &kind.to) } else { ("come from", from, &kind.from) };
        let message = format!("a relation `{}` cannot {side} an actor of the sort `{}`", written.value, sort.name());
        let names: Vec<_> = allowed.iter().map(|sort| format!("`{}`", sort.name())).collect();
        let help = format!(
            "it may {side} {}; take another type, or widen this one under `relation_types:` in chancery.yaml",
            names.join(", ")
        );
        Err(Box::new(Fault::new("relation-kind", written.range.clone(), message).with_help(help)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_types_are_whole() {
        let types = built_in();
        assert_eq!(types.len(), ROWS.len());
        assert!(types["ally-of"].symmetric && types["sanctions"].backward == "is sanctioned by");
        for (key, _, _, _, from, to, ..) in ROWS {
            assert_eq!(
                types[key].from.len() + types[key].to.len(),
                from.split_whitespace().chain(to.split_whitespace()).count(),
                "{key}"
            );
        }
    }

    #[test]
    fn what_cannot_be_joined_is_said() {
        let config = Config::new();
        let sort = |text: &str| Ranged::new(text.to_string(), 3..9);
        assert!(config.relation_fits(&sort("sanctions"), ActorSort::State, ActorSort::Person).is_ok());
        let fault = config.relation_fits(&sort("sanctions"), ActorSort::Person, ActorSort::State).unwrap_err();
        assert_eq!((fault.rule, fault.range), ("relation-kind", 3..9));
        assert_eq!(config.relation_type(&sort("sanction")).unwrap_err().help.unwrap(), "did you mean `sanctions`?");
        let help = config.relation_type(&sort("befriended-by-chance")).unwrap_err().help.unwrap();
        assert!(help.starts_with("write one of `aligned-with`, `ally-of`, ") && help.ends_with("in chancery.yaml"), "{help}");
    }
}

//! The fields of actors and places, and what both have: names.

use super::super::record::*;
use super::super::schema as s;
use super::reader::{Context, Map, nowhere, text_of};
use crate::base::Ranged;
use crate::base::fields::coordinates;

pub(super) fn read(map: Map, context: &mut Context) -> Actor {
    let (born, died) = (map.date("born"), map.date("died"));
    let (founded, dissolved) = (map.date("founded"), map.date("dissolved"));
    context.order("the life", born.as_ref(), died.as_ref());
    context.order("the actor", founded.as_ref(), dissolved.as_ref());
    Actor {
        sort: map
            .word("kind", &ActorSort::ALL.map(|sort| (sort.name(), sort)))
            .unwrap_or_else(|| Ranged::new(ActorSort::Organisation, nowhere(map.node))),
        names: names(map, context),
        demonyms: map.texts("demonyms"),
        descriptors: map.texts("descriptors"),
        sort_name: map.text("sort_name"),
        born,
        died,
        founded,
        dissolved,
        part_of: map.id(context, "part_of"),
        ids: map.keyed("ids"),
        posts: map.maps("posts", &s::POST).into_iter().filter_map(|one| post(one, context)).collect(),
        relations: map.maps("relations", &s::RELATION).into_iter().filter_map(|one| relation(one, context)).collect(),
        image: map.file(context, "image"),
        sources: map.ids(context, "sources"),
        website: map.text("website"),
        reliability: map.grade("reliability"),
    }
}

pub(super) fn read_place(map: Map, context: &mut Context) -> Place {
    let place = map.get("coordinates").and_then(|node| Some(Ranged::new(coordinates(node)?, node.range.clone())));
    Place {
        sort: map.text("kind").filter(|sort| sort.value != "place"),
        names: names(map, context),
        adjectives: map.texts("adjectives"),
        sort_name: map.text("sort_name"),
        within: map.id(context, "within"),
        coordinates: place,
        same_as: map.texts("same_as"),
        sources: map.ids(context, "sources"),
    }
}

/// `names`, and those of `aliases` that are no addresses.
fn names(map: Map, _context: &mut Context) -> Vec<Name> {
    let own = map.text("name").map(|name| name.value).unwrap_or_default();
    let plain = |text: Text| Name { sort: sort_of(&text.value, &own), name: text, language: None, date: None, force: false };
    let sorts = [
        ("full", NameSort::Full),
        ("short", NameSort::Short),
        ("acronym", NameSort::Acronym),
        ("former", NameSort::Former),
        ("foreign", NameSort::Foreign),
        ("shadow", NameSort::Shadow),
    ];
    let one = |node| {
        if let Some(text) = text_of(node) {
            return Some(plain(text));
        }
        let map = Map::new(&s::NAME, node);
        let name = map.text("name")?;
        let sort = map.word("as", &sorts).map_or_else(|| sort_of(&name.value, &own), |sort| sort.value);
        Some(Name { name, sort, language: map.language("lang"), date: map.date("date"), force: map.flag("force") })
    };
    let others = map.texts("aliases").into_iter().filter(|alias| !alias.value.starts_with('/')).map(plain);
    map.items("names").iter().filter_map(one).chain(others).collect()
}

/// What a name without `as:` is taken for: a part of the name shown is short, capitals in one word are an acronym.
fn sort_of(name: &str, own: &str) -> NameSort {
    let words: Vec<&str> = own.split_whitespace().collect();
    let bare: String = name.chars().filter(|c| *c != '.').collect();
    let capitals = bare.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-') && bare.chars().any(char::is_uppercase);
    if name != own && name.split_whitespace().count() < words.len() && name.split_whitespace().all(|word| words.contains(&word)) {
        NameSort::Short
    } else if capitals && (2..=8).contains(&bare.chars().count()) {
        NameSort::Acronym
    } else {
        NameSort::Full
    }
}

fn post(map: Map, context: &mut Context) -> Option<Post> {
    let (from, to) = (map.date("from"), map.end("to"));
    context.order("the post", from.as_ref(), to.as_ref());
    let sources = map.ids(context, "sources");
    let note = map.line(context, "note", "posts");
    Some(Post { post: map.id(context, "post")?, from, to, note, sources })
}

fn relation(map: Map, context: &mut Context) -> Option<Relation> {
    let (since, until) = (map.date("from").or_else(|| map.date("since")), map.end("until"));
    context.order("the relation", since.as_ref(), until.as_ref());
    let (to, sources, event) = (map.id(context, "to"), map.ids(context, "sources"), map.id(context, "event"));
    let (note, reported) = (map.line(context, "note", "relations"), map.flag("reported"));
    Some(Relation { sort: map.text("type")?, from: None, to: to?, since, until, sources, event, note, reported })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_sorted_by_their_looks() {
        assert_eq!(sort_of("Bukele", "Nayib Bukele"), NameSort::Short);
        assert_eq!(sort_of("U.S.", "United States"), NameSort::Acronym);
        assert_eq!(sort_of("MS-13", "MS-13"), NameSort::Acronym);
        assert_eq!(sort_of("America", "United States"), NameSort::Full);
        assert_eq!(sort_of("Donald J. Trump", "Donald Trump"), NameSort::Full);
    }
}

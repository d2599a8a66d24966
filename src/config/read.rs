//! Reads chancery.yaml. It never fails: what is wrong becomes faults, what is missing becomes a default.

use super::schema as s;
use super::{
    ActorSort, Citation, Config, Exports, Feed, Group, Level, Likelihood, Markdown, MenuItem, Publish, Publisher, RelationType,
    Series, Target, Topic, Translation, Withdrawn, zone,
};
use crate::base::fields::{check, json, key};
use crate::base::text::{language_tag, slug};
use crate::base::yaml::{self, Node, Value};
use crate::base::{Date, Fault, Range, Ranged};
use std::collections::BTreeMap;

/// Reads chancery.yaml; `None` if there is no such file.
pub fn load(text: Option<&str>) -> (Config, Vec<Fault>) {
    let Some(text) = text else {
        let fault = Fault::new("no-config", 0..0, "there is no `chancery.yaml`")
            .with_help("`chancery init` writes one; or write a file `chancery.yaml` with a line `title: …`");
        return (Config::new(), vec![fault]);
    };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let parsed = yaml::parse(text, start..text.len() as u32, yaml::FRONT_MATTER);
    let mut faults = parsed.faults;
    let mut whole = parsed.whole;
    let node = match parsed.node {
        Some(node) if matches!(node.value, Value::Map(_)) => node,
        None => empty(start),
        Some(node) => {
            whole = false;
            faults.push(
                Fault::new("wrong-type", node.range, "chancery.yaml must be keys and values")
                    .with_help("write a `key: value` on each line"),
            );
            empty(start)
        }
    };
    let place = node.pairs().first().map_or(start..start, |(key, _)| key.range.clone());
    check(&s::CONFIG, &node, &place, whole, &mut faults);
    let config = config(&node, &mut faults);
    faults.sort_by_key(|fault| (fault.range.start, fault.range.end, fault.rule));
    (config, faults)
}

fn empty(start: u32) -> Node {
    Node { range: start..start, value: Value::Map(Vec::new()) }
}

fn config(node: &Node, faults: &mut Vec<Fault>) -> Config {
    let mut config = Config::new();
    config.title = text(node, "title").unwrap_or_default();
    config.description = text(node, "description").unwrap_or_default();
    config.base_url = base_url(node, faults);
    languages(node, &mut config);
    config.time_zone = time_zone(node, faults);
    config.publisher = publisher(node, &config.title);
    let series = node.get("series");
    config.series = Series { prefix: inner(series, "prefix"), name: inner(series, "name") };
    if let (Some(theme), Some(value)) = (text(node, "theme").filter(|theme| key(theme)), node.get("theme")) {
        config.theme = Ranged::new(theme, value.range.clone());
    }
    config.settings = settings(node);
    if let Some(citation) = node.get("citation") {
        let style = text(citation, "style").unwrap_or(Citation::default().style);
        config.citation = Citation { style, locale: text(citation, "locale").unwrap_or_default() };
    }
    if let Some(markdown) = node.get("markdown") {
        let or = Markdown::default();
        let flag = |name, or| flag(markdown, name).unwrap_or(or);
        config.markdown = Markdown {
            math: flag("math", or.math),
            typography: flag("typography", or.typography),
            raw_html: flag("raw_html", or.raw_html),
        };
    }
    config.menu = items(node, "menu").iter().filter_map(menu_item).collect();
    translations(node, &mut config, faults);
    config.licence = text(node, "licence").unwrap_or_default();
    config.topics = pairs(node, "topics").map(|(key, range, node)| topic(key, range, node)).collect();
    relation_types(node, &mut config.relation_types, faults);
    likelihood(node, &mut config.likelihood, faults);
    config.rules = pairs(node, "rules").filter_map(|(key, _, node)| Some((key.to_string(), level(node)?))).collect();
    config.acronyms = items(node, "acronyms").iter().filter_map(Node::text).map(str::to_string).collect();
    config.source_age = text(node, "source_age").and_then(|years| years.parse().ok());
    config.withdrawn = items(node, "withdrawn").iter().filter_map(withdrawn).collect();
    config.publish = publish(node);
    config.drafts = flag(node, "drafts").unwrap_or(false);
    if let Some(limit) = node.get("feed").and_then(|feed| text(feed, "limit")).and_then(|limit| limit.parse().ok()) {
        config.feed = Feed { limit };
    }
    if let Some(exports) = node.get("exports") {
        let flag = |name| flag(exports, name).unwrap_or(true);
        let (dataset, evidence) = (flag("dataset"), flag("evidence"));
        config.exports = Exports { pages: flag("pages"), citations: flag("citations"), dataset, evidence };
    }
    config.extra = free(node, "extra");
    places(node, &mut config.places);
    // A rule's name is what a fault about it underlines, not its level.
    for (key, _) in node.get("rules").map(Node::pairs).unwrap_or_default() {
        config.places.insert(format!("rules.{}", key.value), key.range.clone());
    }
    config
}

/// The address without the slash at its end; query and fragment have no sense there.
fn base_url(node: &Node, faults: &mut Vec<Fault>) -> String {
    let Some(value) = node.get("base_url") else { return String::new() };
    let Some(url) = text(node, "base_url").filter(|url| crate::base::fields::web_address(url).is_ok()) else {
        return String::new();
    };
    if url.contains(['?', '#']) {
        let fault = Fault::new("invalid-url", value.range.clone(), "the site's address cannot have a `?` or `#`");
        faults.push(fault.with_help("write `https://host/` or `https://host/folder/`"));
        return String::new();
    }
    url.trim_end_matches('/').to_string()
}

fn time_zone(node: &Node, faults: &mut Vec<Fault>) -> String {
    let (Some(written), Some(value)) = (text(node, "time_zone"), node.get("time_zone")) else { return String::new() };
    match zone::unknown(&Ranged::new(written.clone(), value.range.clone())) {
        Some(fault) => faults.push(fault),
        None => return written,
    }
    String::new()
}

fn languages(node: &Node, config: &mut Config) {
    let fine = |tag: &String| crate::base::fields::bcp47(tag);
    let written = text(node, "language").filter(fine).map(|tag| language_tag(&tag));
    config.language = written.unwrap_or(std::mem::take(&mut config.language));
    let mut all = vec![config.language.clone()];
    for tag in items(node, "languages").iter().filter_map(Node::text).map(language_tag).filter(fine) {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(&tag)) {
            all.push(tag);
        }
    }
    config.languages = all;
}

fn translations(node: &Node, config: &mut Config, faults: &mut Vec<Fault>) {
    for (tag, range, node) in pairs(node, "translations") {
        let Some(tag) = config.languages.iter().find(|language| language.eq_ignore_ascii_case(tag)) else {
            let all = config.languages.join(", ");
            let fault = Fault::new("unknown-language", range, format!("the site has no language `{tag}`; it has {all}"));
            faults.push(fault.with_help(format!("write `languages: [{all}, {tag}]`, or one of those that it has")));
            continue;
        };
        for (label, range, _) in pairs(node, "menu") {
            if !config.menu.iter().any(|line| line.label == label) {
                let fault = Fault::new("unknown-word", range, format!("no line of `menu` has the label `{label}`"));
                faults.push(
                    fault.with_help("write the label as it stands in `menu`; the theme's own lines are translated by the theme"),
                );
            }
        }
        let menu = pairs(node, "menu").filter_map(|(label, _, node)| Some((label.to_string(), node.text()?.to_string())));
        let (title, description) = (text(node, "title").unwrap_or_default(), text(node, "description").unwrap_or_default());
        let topics = pairs(node, "topics").filter_map(|(id, _, node)| Some((slug(id), node.text()?.to_string())));
        let (menu, topics) = (menu.collect(), topics.collect());
        config.translations.insert(tag.to_string(), Translation { title, description, menu, topics });
    }
}

fn publisher(node: &Node, title: &str) -> Publisher {
    let value = node.get("publisher");
    let name = value.and_then(Node::text).map(str::to_string).or_else(|| value.and_then(|value| text(value, "name")));
    let url = value.and_then(|value| text(value, "url")).filter(|url| crate::base::fields::web_address(url).is_ok());
    Publisher { name: name.unwrap_or_else(|| title.to_string()), url: url.unwrap_or_default() }
}

fn settings(node: &Node) -> Vec<(Ranged<String>, Ranged<serde_json::Value>)> {
    let pairs = node.get("settings").map(Node::pairs).unwrap_or_default();
    pairs.iter().map(|(key, value)| (key.clone(), Ranged::new(json(value), value.range.clone()))).collect()
}

fn publish(node: &Node) -> Publish {
    let Some(node) = node.get("publish") else { return Publish::default() };
    let target = |node: &Node| Target {
        to: node.text().map(str::to_string).or_else(|| text(node, "to")).unwrap_or_default(),
        endpoint: text(node, "endpoint").unwrap_or_default(),
        region: text(node, "region").unwrap_or_default(),
        profile: text(node, "profile").unwrap_or_default(),
        cache: text(node, "cache").unwrap_or_default(),
        precompress: text(node, "precompress").is_some_and(|way| way == "gzip"),
        cname: text(node, "cname").unwrap_or_default(),
        ssh_config: text(node, "ssh_config").unwrap_or_default(),
        parallel: text(node, "parallel").and_then(|count| count.parse().ok()),
        timeout: text(node, "timeout").and_then(|seconds| seconds.parse().ok()),
        preview: flag(node, "preview").unwrap_or(false),
    };
    let targets = pairs(node, "targets").map(|(key, _, node)| (key.to_string(), target(node))).collect();
    Publish { default: text(node, "default").unwrap_or_default(), targets }
}

fn menu_item(node: &Node) -> Option<MenuItem> {
    Some(MenuItem { label: text(node, "label")?, page: text(node, "page")?, range: node.get("page")?.range.clone() })
}

fn withdrawn(node: &Node) -> Option<Withdrawn> {
    let ranged = |name| Some(Ranged::new(text(node, name)?, node.get(name)?.range.clone()));
    Some(Withdrawn {
        address: ranged("address")?,
        date: Date::parse(&text(node, "date")?).ok()?,
        reason: text(node, "reason")?,
        title: text(node, "title").unwrap_or_default(),
        instead: ranged("instead"),
    })
}

fn topic(key: &str, range: Range, node: &Node) -> Topic {
    let title = node.text().map(str::to_string).or_else(|| text(node, "title"));
    Topic {
        id: key.to_string(),
        title: title.unwrap_or_else(|| key.to_string()),
        summary: text(node, "summary").unwrap_or_default(),
        range,
    }
}

fn relation_types(node: &Node, types: &mut BTreeMap<String, RelationType>, faults: &mut Vec<Fault>) {
    for (key, range, value) in pairs(node, "relation_types") {
        // The built-in types have words already; a name that is not known may have been meant for it.
        let is_known = |(name, _): &(Ranged<String>, Node)| s::RELATION_TYPE.field(&name.value).is_some();
        let is_whole = matches!(value.value, Value::Map(_)) && value.pairs().iter().all(is_known);
        if is_whole && !types.contains_key(key) && value.get("forward").is_none() {
            let fault = Fault::new("missing-field", range, format!("the relation type `{key}` needs `forward`"));
            let words = key.replace('-', " ");
            faults.push(fault.with_help(format!("write what stands between the two actors, as `forward: {words}`")));
        }
        let mut one =
            types.remove(key).unwrap_or_else(|| RelationType { forward: key.replace('-', " "), ..RelationType::default() });
        one.forward = text(value, "forward").unwrap_or(one.forward);
        one.symmetric = flag(value, "symmetric").unwrap_or(one.symmetric);
        one.backward = text(value, "backward").unwrap_or(one.backward);
        if one.symmetric || one.backward.is_empty() {
            one.backward.clone_from(&one.forward);
        }
        one.group = match text(value, "group").as_deref() {
            Some("cooperation") => Group::Cooperation,
            Some("conflict") => Group::Conflict,
            Some("structure") => Group::Structure,
            _ => one.group,
        };
        let sorts =
            |name| value.get(name).map(|_| items(value, name).iter().filter_map(Node::text).filter_map(ActorSort::named).collect());
        one.from = sorts("from").unwrap_or(one.from);
        one.to = sorts("to").unwrap_or(one.to);
        one.cameo = text(value, "cameo").unwrap_or(one.cameo);
        one.ftm = text(value, "ftm").unwrap_or(one.ftm);
        types.insert(key.to_string(), one);
    }
}

fn likelihood(node: &Node, scale: &mut Vec<Likelihood>, faults: &mut Vec<Fault>) {
    let mut own = Vec::new();
    for item in items(node, "likelihood") {
        let number = |name| text(item, name).and_then(|text| text.parse::<f64>().ok());
        let (Some(word), Some(from), Some(to)) = (text(item, "word"), number("from"), number("to")) else { continue };
        if from > to {
            let range = item.get("to").map_or(item.range.clone(), |to| to.range.clone());
            let fault = Fault::new("reversed-range", range, format!("`{word}` ends at {to} and begins at {from} per cent"));
            faults.push(fault.with_help("exchange the two numbers"));
        }
        let label = text(item, "label").unwrap_or_else(|| word.replace('-', " "));
        // Front matter finds words by what both become without spaces and capitals.
        if own.iter().any(|one: &Likelihood| [&one.word, &one.label].map(|known| slug(known)).contains(&slug(&word))) {
            let range = item.get("word").map_or(item.range.clone(), |word| word.range.clone());
            let fault = Fault::new("duplicate-id", range, format!("`{word}` stands twice in the scale of likelihood"));
            faults.push(fault.with_help("remove one of the two, or give it another word"));
            continue;
        }
        own.push(Likelihood { word, label, from, to });
    }
    if !own.is_empty() {
        own.sort_by(|a, b| a.from.total_cmp(&b.from));
        *scale = own;
    }
}

fn level(node: &Node) -> Option<Level> {
    match node.text()? {
        "allow" => Some(Level::Allow),
        "warn" => Some(Level::Warn),
        "error" => Some(Level::Error),
        _ => None,
    }
}

/// Writes down where everything stands. Free data is left out: nothing speaks about it.
fn places(node: &Node, out: &mut BTreeMap<String, Range>) {
    let mut open: Vec<(String, &Node)> = vec![(String::new(), node)];
    while let Some((path, node)) = open.pop() {
        let join = |name: &str| if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        match &node.value {
            Value::Map(pairs) => open.extend(
                pairs.iter().filter(|(key, _)| !matches!(key.value.as_str(), "extra")).map(|(key, node)| (join(&key.value), node)),
            ),
            Value::Seq(items) => open.extend(items.iter().enumerate().map(|(at, node)| (join(&at.to_string()), node))),
            _ => {}
        }
        if !path.is_empty() {
            // The names of rules have been written down already: of those the name is spoken of, not the value.
            out.entry(path).or_insert_with(|| node.range.clone());
        }
    }
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name).and_then(Node::text).map(|text| text.trim_end().to_string()).filter(|text| !text.is_empty())
}

fn inner(node: Option<&Node>, name: &str) -> String {
    node.and_then(|node| text(node, name)).unwrap_or_default()
}

fn flag(node: &Node, name: &str) -> Option<bool> {
    node.get(name).and_then(Node::text).and_then(|text| text.parse().ok())
}

fn items<'a>(node: &'a Node, name: &str) -> &'a [Node] {
    match node.get(name).map(|node| &node.value) {
        Some(Value::Seq(items)) => items,
        _ => &[],
    }
}

fn pairs<'a>(node: &'a Node, name: &str) -> impl Iterator<Item = (&'a str, Range, &'a Node)> {
    node.get(name).map(Node::pairs).unwrap_or_default().iter().map(|(key, node)| (key.value.as_str(), key.range.clone(), node))
}

fn free(node: &Node, name: &str) -> serde_json::Map<String, serde_json::Value> {
    match node.get(name).map(json) {
        Some(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    }
}

//! A page of HTML for every page of the model.

use crate::base::OutPath;
use crate::document::record::Own;
use crate::model::{Model, Page};
use crate::render::theme::Wanted;
use crate::render::values::common::Maker;
use crate::render::values::{actor, pruned, records, report};
use crate::render::words::Words;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};
use tera::{Context, Value};

/// `reports/x/index.html` …
pub static PAGE: Format = Format::new("page", plan, render).by_heads();
/// `reports/x/print.css`: the symbol at the head of printed pages, which browsers cannot take from the page.
pub static PRINT: Format = Format::new("print style", plan_print, render_print).by_heads().transient();

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    for page in model.pages.iter() {
        planner.routes.push(Route {
            path: page.url.out(),
            format: &PAGE,
            subject: Subject::Page(page.id),
            origin: Some(page.path.clone()),
        });
    }
}

fn plan_print(model: &Model, _: &Theme, planner: &mut Planner) {
    for page in model.pages.iter() {
        let has_symbol = model.report(page).is_some_and(|report| report.symbol.is_some());
        let folder = page.url.relative();
        if let (true, Ok(path)) = (has_symbol && folder.ends_with('/'), OutPath::new(&format!("{folder}print.css"))) {
            planner.routes.push(Route { path, format: &PRINT, subject: Subject::Page(page.id), origin: Some(page.path.clone()) });
        }
    }
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Page(id) = route.subject else { return Ok(Vec::new()) };
    let page = view.model.page(id);
    let template = page.kind.row().template;
    let render = |whole: bool| view.theme.render(template, &context(page, view, whole), Some(&page.path));
    render(false).or_else(|bad| {
        // What is said of a mistake lists every field that there is. One that took too much is not given it twice.
        let lists = bad.fault.rule == "broken-template" && !view.theme.wanted(template).is_whole();
        if lists { render(true) } else { Err(bad) }
    })
}

fn render_print(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Page(id) = route.subject else { return Ok(Vec::new()) };
    let symbol = view.model.report(view.model.page(id)).and_then(|report| report.symbol.as_ref());
    let symbol = crate::render::theme::css_string(symbol.map_or("", |symbol| &symbol.value));
    Ok(format!(
        "/* The report's symbol at the head of its printed pages. */\n\
         @page {{ @top-right {{ content: {symbol}; font: 8pt \"Source Sans 3\", sans-serif; color: #414e5b; }} }}\n\
         @page cover {{ @top-right {{ content: none; }} }}\n"
    )
    .into_bytes())
}

/// What the template of a page gets; `whole` also what it does not name.
fn context(page: &Page, view: &View, whole: bool) -> Context {
    let mut maker = Maker::new(view, page);
    if whole {
        maker.wanted = Wanted::WHOLE;
    }
    let wanted = maker.wanted;
    let values = match &page.record.own {
        Own::Report(_) => pruned::value(&report::page(&maker), wanted),
        Own::Actor(own) => pruned::value(&actor::page(&maker, own), wanted),
        Own::Place(own) => pruned::value(&records::place(&maker, own), wanted),
        Own::Source(own) => pruned::value(&records::source(&maker, own), wanted),
        Own::Term(own) => pruned::value(&records::term(&maker, own), wanted),
        Own::Event(own) => pruned::value(&records::event(&maker, own), wanted),
        Own::Plain(_) => pruned::value(&records::plain(&maker), wanted),
    };
    let section = page.kind.row().prefix;
    let section = if section.is_empty() { &page.key } else { section };
    frame(view, values, section, &page.language, &page.url.root())
}

/// What every template gets: `page`, `site`, `section`, `lang`, `dir` and `root`.
pub fn frame(view: &View, page: Value, section: &str, language: &str, root: &str) -> Context {
    let sites = &view.plan.shared.sites;
    let site = sites.get(language).or_else(|| sites.get(&view.model.config.language)).cloned().unwrap_or_else(Value::none);
    let mut context = Context::new();
    context.insert_value("page", page);
    context.insert_value("site", site);
    context.insert("section", section);
    context.insert("lang", language);
    context.insert("dir", Words::direction(language));
    context.insert("root", root);
    context
}

/// What the template of a route gets, as JSON: what `--dump-context` prints. `None` for what has no template.
pub fn dump(route: &Route, view: &View) -> Option<serde_json::Value> {
    let context = match &route.subject {
        Subject::Page(id) if route.format.name == PAGE.name => context(view.model.page(*id), view, true),
        Subject::Listing(of) => super::listing::context(route, view, &of.0, &of.1, true).1,
        _ => return None,
    };
    let names = ["page", "site", "section", "lang", "dir", "root"];
    let all = names.iter().filter_map(|name| Some((name.to_string(), serde_json::to_value(context.get(name)?).ok()?)));
    Some(serde_json::Value::Object(all.collect()))
}

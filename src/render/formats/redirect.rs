//! Old addresses (`aliases`): a small page that leads on, for hosts that know no redirects. A script does it, since a refresh
//! forgets which paragraph was asked for; without scripts the refresh does.

use crate::base::address::on_site;
use crate::base::{Fault, text};
use crate::model::Model;
use crate::render::html::escape;
use crate::render::{Format, Planner, RenderFault, Route, Subject, Theme, View};

/// A page at each old address.
pub static REDIRECT: Format = Format::new("redirect", plan, render).by_heads();

fn plan(model: &Model, _: &Theme, planner: &mut Planner) {
    for page in model.pages.iter() {
        // Where a file stood, the file stands.
        for alias in page.record.rare.aliases.iter().filter(|alias| page.old_file(&alias.value).is_none()) {
            match on_site(&alias.value) {
                Ok(url) => {
                    let route = Route {
                        path: url.out(),
                        format: &REDIRECT,
                        subject: Subject::Redirect(page.id),
                        origin: Some(page.path.clone()),
                    };
                    planner.routes.push(route);
                    planner.places.push((url.out(), page.path.clone(), alias.range.clone()));
                }
                Err(reason) => {
                    let message = format!("`{}` cannot be an old address of this page: {reason}", text::shown(&alias.value));
                    let fault = Fault::new("odd-address", alias.range.clone(), message);
                    planner.faults.push((page.path.clone(), fault.with_help("write the path alone, such as `/old/name/`")));
                }
            }
        }
    }
}

fn render(route: &Route, view: &View) -> Result<Vec<u8>, RenderFault> {
    let Subject::Redirect(id) = route.subject else { return Ok(Vec::new()) };
    let page = view.model.page(id);
    let root = route.path.url().root();
    let to = escape(&format!("{root}{}", page.url.relative()));
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">");
    let on = match view.theme.assets.get("redirect.js") {
        Some(asset) => {
            let script = escape(&format!("{root}{}", asset.path));
            format!("<script src=\"{script}\" data-to=\"{to}\"></script>\n<noscript>{refresh}</noscript>")
        }
        None => refresh,
    };
    let canonical = match view.model.base_url() {
        "" => String::new(),
        _ => format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&view.model.absolute(page.url.as_str()))),
    };
    let (language, title) = (escape(&page.language), escape(page.name()));
    Ok(format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         {on}\n<meta name=\"robots\" content=\"noindex\">\n{canonical}</head>\n\
         <body>\n<p><a href=\"{to}\">{title}</a></p>\n</body>\n</html>\n"
    )
    .into_bytes())
}

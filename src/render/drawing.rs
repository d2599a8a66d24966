//! Pictures drawn at build time: charts, timelines, relations. Each is HTML that reads without the picture, and SVG
//! without styles: lengths are presentation attributes, colours are the theme's.

mod bars;
mod frame;
mod lines;
pub mod number;
mod relations;
pub mod scale;
mod timeline;

use super::html::{At, Drawn, Links, inline, inline_text, push_escaped, push_href};
use super::theme::Theme;
use super::values::Shared;
use crate::base::Date;
use crate::document::Line;
use crate::document::drawing::{ChartSort, Drawing, Spec};
use crate::model::{Model, Page, PageId, Target};
use crate::render::words::{Form, Words, datetime, fill};
use std::borrow::Cow;

/// What a picture is drawn with.
pub struct Pen<'a> {
    /// The site.
    pub model: &'a Model,
    /// Lists that all pages share.
    pub shared: &'a Shared,
    /// For its words.
    pub theme: &'a Theme,
    /// The page that it stands on.
    pub page: &'a Page,
    /// Where references lead.
    pub links: &'a dyn Links,
    /// What leads to the top of the site.
    pub root: &'a str,
}

/// Draws a picture.
pub fn draw(pen: &Pen, drawing: &Drawing, words: &Drawn) -> String {
    let mut out = String::new();
    match &drawing.spec {
        Spec::Chart(chart) => {
            let (series, rows) = pen.model.figures(pen.page, chart);
            let table = frame::Figures { chart, series: &series, rows: &rows };
            frame::chart(pen, drawing, words, &table, &mut out, |out| match chart.sort {
                ChartSort::Bars => bars::draw(pen, drawing, &table, out),
                ChartSort::Lines => lines::draw(pen, drawing, &table, out),
            });
        }
        Spec::Timeline(timeline) => {
            frame::open(drawing, words, "drawn", &mut out);
            timeline::draw(pen, timeline, words, &mut out);
            frame::close(pen, drawing, &mut out);
        }
        Spec::Relations(relations) => {
            frame::open(drawing, words, "drawn", &mut out);
            relations::draw(pen, relations, &mut out);
            frame::close(pen, drawing, &mut out);
        }
    }
    out
}

impl<'a> Pen<'a> {
    fn strings(&self) -> &'a Words {
        &self.theme.words
    }

    fn language(&self) -> &'a str {
        &self.page.language
    }

    /// A text of the interface.
    fn word(&self, key: &str) -> &'a str {
        self.strings().text(self.language(), key, None).unwrap_or_default()
    }

    /// A text of the interface with a number.
    fn counted(&self, key: &str, number: usize) -> String {
        let text = self.strings().text(self.language(), key, Some(number as i64)).unwrap_or("{n}");
        fill(text, &[("n", &number.to_string())])
    }

    /// A text of the interface with something put in.
    fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.word(key), values)
    }

    /// One line of Markdown.
    fn line(&self, text: &str) -> String {
        inline_text(text, self.at(None))
    }

    /// What a record is called in the language of the page.
    fn name(&self, id: PageId) -> Cow<'_, str> {
        self.model.printed_name_in(self.model.page(id), self.language())
    }

    /// A line that a page's front matter says.
    fn remark(&self, line: &Line, said_by: PageId) -> String {
        inline(line, self.at(Some(said_by)))
    }

    fn at(&self, said_by: Option<PageId>) -> At<'_> {
        At { model: Some(self.model), said_by, root: self.root, language: self.language(), linked: true, ..At::default() }
    }

    fn number(&self, number: &crate::document::drawing::number::Number) -> String {
        number::shown(self.strings(), self.language(), number)
    }

    /// A label that is a date, written out; anything else as it is.
    fn label(&self, label: &str) -> String {
        match Date::parse(label) {
            Ok(date) => self.strings().date(self.language(), &date, Form::Long),
            Err(_) => label.to_string(),
        }
    }

    /// A link to a page by its name, with its language where that is another.
    fn link(&self, id: PageId, class: &str, out: &mut String) {
        let page = self.model.page(id);
        out.push_str("<a");
        if !class.is_empty() {
            attribute("class", class, out);
        }
        out.push_str(" href=\"");
        push_href(&self.links.href(&Target::Page(id)), out);
        out.push('"');
        if page.language != self.page.language && matches!(page.kind, crate::document::Kind::Report | crate::document::Kind::Plain)
        {
            attribute("lang", &page.language, out);
        }
        out.push('>');
        push_escaped(&page.printed_name(), out);
        out.push_str("</a>");
    }

    /// `<time>` where the date is a point, else a plain span.
    fn when(&self, date: &Date, out: &mut String) {
        let iso = datetime(date);
        if iso.is_empty() {
            out.push_str("<span class=\"when\">");
        } else {
            out.push_str("<time");
            attribute("datetime", &iso, out);
            out.push('>');
        }
        push_escaped(&self.strings().date(self.language(), date, Form::Long), out);
        out.push_str(if iso.is_empty() { "</span>" } else { "</time>" });
    }
}

/// Appends ` name="value"`.
fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(value, out);
    out.push('"');
}

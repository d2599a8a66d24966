//! Whether a report still stands, since when it does not, and when it changed last: feeds, the sitemap, the head of its page
//! and the data ask here, so that they say the same.

use super::{Model, Page, PageId, Tie};
use crate::base::UrlPath;
use crate::base::date::Point;
use crate::document::Kind;
use crate::document::record::{Correction, Own, Report, Status};

impl Report {
    /// `withdrawn` or `superseded`; empty for a report that stands.
    pub fn standing(&self) -> &'static str {
        match self.status.value {
            Status::Withdrawn => "withdrawn",
            _ if self.superseded_by.is_some() => "superseded",
            _ => "",
        }
    }

    /// The days of its changes, in no order.
    fn changes(&self) -> impl Iterator<Item = Point> {
        let corrections = self.corrections.iter().map(|one| &one.date);
        let revisions = self.revisions.iter().map(|one| &one.date);
        self.updated.iter().chain(corrections).chain(revisions).map(|when| when.value.last_point())
    }
}

impl Model {
    /// The correction that takes a withdrawn report back, the last of them: since when, and why. `None` for a report that
    /// stands, or does not say so.
    pub fn retraction<'a>(&'a self, page: &'a Page) -> Option<&'a Correction> {
        let own = self.report(page).filter(|report| report.status.value == Status::Withdrawn)?;
        // A version or translation is withdrawn with its report, whose log says it.
        let main = self.report(self.page(page.main));
        let all = own.corrections.iter().chain(main.into_iter().flat_map(|main| &main.corrections));
        all.filter(|one| one.level.value == "retraction").max_by_key(|one| one.date.value.order())
    }

    /// The report that takes the place of one.
    pub fn successor(&self, page: &Page) -> Option<PageId> {
        let id = self.report(page)?.superseded_by.as_ref()?;
        self.find(&id.value, &[Kind::Report])
    }

    /// When a report changed last, as it says itself: by `updated`, a correction, a revision, its withdrawal, or by the report
    /// that took its place; never a file's time. Days that have not come yet are mistakes, and have a fault of their own.
    pub fn last_change(&self, page: &Page) -> Option<Point> {
        let report = self.report(page)?;
        let retraction = self.retraction(page).map(|one| one.date.value.last_point());
        let successor = self.successor(page).and_then(|id| self.report(self.page(id))?.date.as_ref());
        let all = report.changes().chain(retraction).chain(successor.map(|when| when.value.point()));
        all.filter(|point| point.first() <= self.settings.today).max_by_key(|point| (point.first(), point.month, point.day))
    }

    /// Whether a report asserts a tie and was withdrawn since.
    pub fn is_withdrawn(&self, tie: &Tie) -> bool {
        matches!(&self.page(tie.stated.0).record.own, Own::Report(report) if report.status.value == Status::Withdrawn)
    }

    /// The address at which a page was published first: feeds know it by that, wherever it is now. Its own as long as it was
    /// not published, or where another page has taken the first.
    pub fn first_address<'a>(&'a self, page: &'a Page) -> &'a str {
        let first = self.published(page).map(|(_, before)| before.first_address()).filter(|first| !first.is_empty());
        let taken = |first: &str| UrlPath::new(first).is_ok_and(|url| self.index.by_url.get(&url).is_some_and(|id| *id != page.id));
        first.filter(|first| !taken(first)).unwrap_or(page.url.as_str())
    }
}

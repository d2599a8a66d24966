//! What stands outside the pages: feeds, the sitemap, the head; and marks of papers that do not stand any more.

use crate::ledger::{CONFIG, Desk};

#[test]
fn every_language_has_its_feed() {
    let mut desk = Desk::new();
    desk.put("chancery.yaml", &format!("{CONFIG}languages: [en, es, fr]\n"));
    // A version alone stands for its report, as in the lists of that language.
    desk.put("content/reports/a/summary.es.md", "---\ntitle: Una cárcel\nsummary: S.\n---\nTexto.\n");
    desk.put("content/pages/about.fr.md", "---\ntitle: Nous\n---\nTexte.\n");
    let built = desk.built();
    assert!(built["es/feed.xml"].contains("<id>https://example.org/es/reports/a/summary/</id>"), "{}", built["es/feed.xml"]);
    // An empty one changed last when it came to be.
    assert!(built["fr/feed.xml"].contains("<updated>2025-07-02T00:00:00Z</updated>"), "{}", built["fr/feed.xml"]);
    desk.publish("2025-06-01");
    assert!(desk.built()["fr/feed.xml"].contains("<updated>2025-06-01T00:00:00Z</updated>"));
}

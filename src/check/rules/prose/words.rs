//! Words by language that editors mark. Lists are in small letters, with a comma and a space between.

use crate::base::text::{ByLanguage, Phrases};
use std::sync::LazyLock;

/// What is known of a language.
pub(super) struct Words {
    /// What says when by the day on which it is written.
    pub times: LazyLock<Phrases>,
    /// What puts a view into nobody's mouth.
    pub attributions: LazyLock<Phrases>,
    /// What says nothing as the words of a link.
    pub links: &'static str,
    /// What before a title makes another of it: `former`, `deputy`.
    pub turns: &'static str,
}

/// Acronyms that need no explanation anywhere: readers know the short form better than the long one.
pub(super) const KNOWN: &str = "\
    US USA UK EU UN UNO ONU UE EEUU NATO OTAN AIDS HIV DNA GDP USD EUR GBP CEO CV PDF TV ID IT OK AM PM BC AD CE BCE BBC CNN \
    SMS SIM GPS FAQ URL USB VIP ISBN DOI";

const ENGLISH_TIMES: &str = "\
    recently, lately, currently, presently, at present, nowadays, these days, today, tomorrow, yesterday, this year, last year, \
    next year, so far this year, this month, last month, next month, this week, last week, next week, this spring, this summer, \
    this autumn, this winter, last spring, last summer, last autumn, last winter, earlier this year, later this year, \
    in recent years, in recent months, in recent weeks, in recent days, in recent times, in the past year, in the last year, \
    over the past year, over the last year, in the past few years, in the last few years, over the past few years, \
    over the last few years, in the past few months, in the last few months, over the past few months, a few years ago, \
    a few months ago, a few weeks ago, some years ago, some time ago, in the coming months, in the coming years, \
    in the coming weeks, in the near future, to this day";

const SPANISH_TIMES: &str = "\
    recientemente, últimamente, actualmente, hoy, hoy en día, en la actualidad, en estos momentos, ayer, este año, \
    el año pasado, el próximo año, el año que viene, este mes, el mes pasado, el próximo mes, esta semana, la semana pasada, \
    la próxima semana, en los últimos años, en los últimos meses, en las últimas semanas, en los últimos días, \
    en los últimos tiempos, en años recientes, en meses recientes, hace poco, hace unos años, hace unos meses, \
    en los próximos meses, en los próximos años, en un futuro próximo, hasta la fecha";

const FRENCH_TIMES: &str = "\
    récemment, dernièrement, actuellement, aujourd'hui, aujourd’hui, à l'heure actuelle, à l’heure actuelle, de nos jours, \
    ces jours-ci, hier, demain, cette année, l'année dernière, l’année dernière, l'an dernier, l’an dernier, \
    l'année prochaine, l’année prochaine, l'an prochain, l’an prochain, ce mois-ci, le mois dernier, le mois prochain, \
    cette semaine, la semaine dernière, la semaine prochaine, ces dernières années, ces derniers mois, \
    ces dernières semaines, ces derniers jours, ces derniers temps, il y a peu, il y a quelques années, \
    il y a quelques mois, dans les prochains mois, dans les prochaines années, dans un proche avenir, à ce jour";

const GERMAN_TIMES: &str = "\
    kürzlich, neulich, derzeit, zurzeit, gegenwärtig, momentan, heutzutage, heute, gestern, dieses jahr, in diesem jahr, \
    letztes jahr, im letzten jahr, im vergangenen jahr, nächstes jahr, im nächsten jahr, im kommenden jahr, diesen monat, \
    letzten monat, im vergangenen monat, nächsten monat, diese woche, letzte woche, vergangene woche, nächste woche, \
    in den letzten jahren, in den vergangenen jahren, in den letzten monaten, in den vergangenen monaten, \
    in den letzten wochen, in letzter zeit, vor kurzem, unlängst, jüngst, vor einigen jahren, vor einigen monaten, \
    in den kommenden monaten, in den kommenden jahren, in naher zukunft, bis heute";

const ARABIC_TIMES: &str = "\
    مؤخرا, مؤخراً, حاليا, حالياً, في الآونة الأخيرة, في الوقت الحاضر, في الوقت الحالي, هذا العام, العام الماضي, العام المقبل, \
    هذا الشهر, الشهر الماضي, الشهر المقبل, هذا الأسبوع, الأسبوع الماضي, في السنوات الأخيرة, في الأشهر الأخيرة, \
    في السنوات المقبلة, في الأشهر المقبلة, قبل سنوات قليلة, في المستقبل القريب, حتى اليوم";

const ENGLISH_ATTRIBUTIONS: &str = "\
    some say, some argue, some believe, some claim, some think, some speculate, some observers, some analysts, some experts, some scholars, \
    some commentators, critics say, critics argue, critics claim, critics contend, critics believe, observers say, \
    observers note, observers believe, observers argue, analysts say, analysts believe, analysts argue, analysts expect, \
    experts say, experts agree, experts believe, experts argue, experts warn, many say, many believe, many argue, many think, many speculate, \
    many observers, many analysts, many experts, many scholars, most observers, most analysts, most experts, it is said, \
    it is often said, it is believed, it is widely believed, it is thought, it is claimed, it is generally accepted, \
    it is well known, it is widely known, widely believed, widely regarded, widely seen, widely considered, widely viewed, \
    sources say, studies show, studies have shown, research shows, research has shown, there are those who, people say, \
    commentators say";

const SPANISH_ATTRIBUTIONS: &str = "\
    algunos dicen, algunos creen, algunos sostienen, algunos afirman, algunos expertos, algunos analistas, \
    algunos observadores, algunas fuentes, los críticos dicen, los críticos afirman, los críticos sostienen, \
    los expertos dicen, los expertos coinciden, los expertos creen, los analistas dicen, los analistas creen, muchos creen, \
    muchos dicen, muchos sostienen, muchos analistas, muchos expertos, muchos observadores, se dice que, se cree que, \
    se considera que, se rumorea, es sabido que, como es sabido, los estudios muestran, los estudios demuestran, \
    diversas fuentes, según algunos, según expertos, según analistas, según observadores";

const FRENCH_ATTRIBUTIONS: &str = "\
    certains disent, certains pensent, certains affirment, certains estiment, certains experts, certains analystes, \
    certains observateurs, les critiques disent, les critiques affirment, les experts estiment, les experts pensent, \
    les experts s'accordent, les experts s’accordent, les analystes estiment, les observateurs estiment, beaucoup pensent, \
    beaucoup estiment, de nombreux experts, de nombreux analystes, de nombreux observateurs, on dit que, on pense que, \
    il est largement admis, il est communément admis, il est généralement admis, on considère généralement, \
    des études montrent, les études montrent, selon certains, selon certaines sources, selon des experts, \
    selon des observateurs, comme chacun sait, il paraît que";

const GERMAN_ATTRIBUTIONS: &str = "\
    manche sagen, manche meinen, manche behaupten, manche glauben, manche experten, einige experten, einige beobachter, \
    einige analysten, kritiker sagen, kritiker meinen, kritiker behaupten, experten sagen, experten meinen, experten glauben, \
    experten warnen, experten zufolge, beobachter sagen, beobachter meinen, beobachtern zufolge, analysten sagen, \
    analysten zufolge, viele glauben, viele meinen, viele sagen, viele experten, viele beobachter, es heißt, gilt gemeinhin, \
    gilt allgemein, man sagt, man glaubt, bekanntlich, studien zeigen, nach ansicht vieler";

const ARABIC_ATTRIBUTIONS: &str = "\
    يقول البعض, يرى البعض, يعتقد البعض, يقول منتقدون, يرى منتقدون, يقول خبراء, يرى خبراء, يقول محللون, يرى محللون, \
    يقول مراقبون, يرى مراقبون, يعتقد كثيرون, يرى كثيرون, من المعروف أن, يقال إن, يُعتقد أن, تشير الدراسات, تظهر الدراسات";

const ENGLISH_LINKS: &str = "\
    here, click here, see here, read here, this, this link, link, this page, this site, this website, website, this article, \
    this document, read more, more, learn more, find out more, more information, more info, details, source";

const SPANISH_LINKS: &str = "\
    aquí, haga clic aquí, haz clic aquí, clic aquí, pulse aquí, este enlace, enlace, esta página, leer más, más, ver más, \
    más información, saber más, fuente";

const FRENCH_LINKS: &str = "\
    ici, cliquez ici, cliquer ici, voir ici, ce lien, lien, cette page, ce site, lire la suite, lire plus, en savoir plus, \
    plus d'informations, plus d’informations, source";

const GERMAN_LINKS: &str = "\
    hier, hier klicken, klicken sie hier, klick hier, siehe hier, dieser link, link, diese seite, weiterlesen, mehr, \
    mehr lesen, mehr erfahren, weitere informationen, mehr informationen, quelle";

const ARABIC_LINKS: &str = "هنا, اضغط هنا, انقر هنا, هذا الرابط, الرابط, رابط, اقرأ المزيد, المزيد, للمزيد, المصدر";

const ENGLISH_TURNS: &str = "\
    former, then, ex, late, past, previous, future, incoming, outgoing, designated, acting, interim, deputy, vice, assistant, \
    under, associate, shadow, aspiring, onetime, erstwhile, ousted, deposed, self-proclaimed, honorary, junior, senior";

const SPANISH_TURNS: &str = "\
    entonces, antiguo, antigua, anterior, ex, futuro, futura, difunto, difunta, exmandatario, vice, interino, interina, \
    saliente, entrante, autoproclamado, autoproclamada, depuesto, depuesta";

const FRENCH_TURNS: &str = "\
    ancien, ancienne, ex, alors, futur, future, feu, feue, vice, sortant, sortante, autoproclamé, autoproclamée, défunt, défunte";

const GERMAN_TURNS: &str = "\
    ehemalige, ehemaliger, ehemaligen, damalige, damaliger, damaligen, frühere, früherer, früheren, einstige, einstiger, \
    einstigen, künftige, künftiger, künftigen, designierte, designierter, designierten, stellvertretende, stellvertretender, \
    stellvertretenden, verstorbene, verstorbener, verstorbenen, ex, vize";

macro_rules! language {
    ($times:expr, $attributions:expr, $links:expr, $turns:expr) => {
        Words {
            times: LazyLock::new(|| Phrases::new($times)),
            attributions: LazyLock::new(|| Phrases::new($attributions)),
            links: $links,
            turns: $turns,
        }
    };
}

static WORDS: ByLanguage<Words> = ByLanguage {
    en: language!(ENGLISH_TIMES, ENGLISH_ATTRIBUTIONS, ENGLISH_LINKS, ENGLISH_TURNS),
    es: language!(SPANISH_TIMES, SPANISH_ATTRIBUTIONS, SPANISH_LINKS, SPANISH_TURNS),
    fr: language!(FRENCH_TIMES, FRENCH_ATTRIBUTIONS, FRENCH_LINKS, FRENCH_TURNS),
    de: language!(GERMAN_TIMES, GERMAN_ATTRIBUTIONS, GERMAN_LINKS, GERMAN_TURNS),
    ar: language!(ARABIC_TIMES, ARABIC_ATTRIBUTIONS, ARABIC_LINKS, ""),
    other: language!("", "", "", ""),
};

/// What is known of the language with this tag.
pub(super) fn of(language: &str) -> &'static Words {
    WORDS.of(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_each_word_once_in_small_letters() {
        let times = [ENGLISH_TIMES, SPANISH_TIMES, FRENCH_TIMES, GERMAN_TIMES, ARABIC_TIMES];
        let attributions =
            [ENGLISH_ATTRIBUTIONS, SPANISH_ATTRIBUTIONS, FRENCH_ATTRIBUTIONS, GERMAN_ATTRIBUTIONS, ARABIC_ATTRIBUTIONS];
        let links = [ENGLISH_LINKS, SPANISH_LINKS, FRENCH_LINKS, GERMAN_LINKS, ARABIC_LINKS];
        let turns = [ENGLISH_TURNS, SPANISH_TURNS, FRENCH_TURNS, GERMAN_TURNS];
        for words in times.iter().chain(&attributions).chain(&links).chain(&turns) {
            let list: Vec<&str> = words.split(", ").collect();
            let fine =
                |at: usize| !list[..at].contains(&list[at]) && list[at].trim() == list[at] && list[at] == list[at].to_lowercase();
            assert!(list.len() > 5 && (0..list.len()).all(fine), "{list:?}");
        }
    }
}

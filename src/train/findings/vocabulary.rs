//! The words that decide whether two statements are about the same thing, in English and Italian.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::answer::analysis::fold;

/// Say nothing about what a statement is about.
const STOP: &str = "a an the this that these those it its is are was were be been being am and or of in on at to for with by as if
 you your we our us they their he she his her i my me do does did can could will would shall should may might must have has had
 there here which who whom what when where why how much many some any all every each both also only just so than then too very
 from until till after before into about per during while please currently usually normally generally always s t re ve ll d m
 il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dallo
 dalla dai dagli dalle nel nello nella nei negli nelle sul sullo sulla sui sugli sulle e ed o od che chi cui come quando dove
 quanto quanta quanti quante perche cosa quale quali si ci vi ti mi ne lo suo sua suoi sue nostro nostra nostri nostre vostro
 vostra vostri tuo tua loro questo questa questi queste quello quella e' sono era essere ha hanno ho abbiamo avere puo possono
 posso possiamo potete deve devono devo bisogna ogni tutti tutte tutto anche solo circa durante presso l un d dell all nell sull dall fu furono stato stata stati state venne vennero venuto siamo siete
 daily giorno giorni day days ore ora oclock";

/// What the kind of the value says already, and what titles of pages say.
const GENERIC: &str = "price prices cost costs charge charges charged fee fees rate rates amount pay paid payable total time times
 hour hours schedule phone telephone tel call calling number contact contacts contacting email mail e-mail write reach website site
 web page visit online address faq info information question questions answer answers detail details overview guide general welcome
 following value euro euros prezzo prezzi costo costi costa costano tariffa tariffe pagare paga pagano pagamento totale orario orari
 telefono telefonare chiamare chiamate chiama chiamaci numero contatto contatti contattare contattarci contattateci posta scrivere
 scrivete scriveteci scrivici indirizzo sito pagina visitare visita informazioni domanda domande risposta risposte dettagli guida
 importo pari ammonta valore date data";

/// Verbs and the like that are exchanged for others without a change of the fact.
const LIGHT: &str = "asks asking chiede chiediamo chiedono serve serves served serving run runs running offer offers offered provide provides provided available take takes
 taken place last lasts include includes included require requires required need needs send sends sent receive receives get gets
 give gives given make makes made go goes let keep keeps hold holds held accept accepts accepted use uses used using find found
 see know ask tell say says set issue issued happen operate operates work works working stay stays come comes arrive
 arrives start starts starting begin begins beginning end ends ending finish finishes apply applies request requests submit want
 like possible allow allows allowed within guests guest customers customer visitors visitor people person staff team desk service
 services line order orders orario item items option options equal up total usual current regular whole reachable
 directly simply ready valid expect counts count lies situated located measure measures reach reaches seat seats host hosts  fits fit contain contains consist pick must entitled earn earns
 servire servito servita serviamo serve viene vengono venire offre offriamo offerta fornire fornito disponibile disponibili dura
 durano durata comprende compreso compresa incluso inclusa richiede richiesto richiesta richiedere serve servono occorre occorrono
 inviare invia inviato ricevere riceve ricevete dare fare fatto fa fate va andare prende prendere accetta accettiamo accettato usare
 utilizzare trovare trova vedere sapere chiedere dire svolge tiene inizia iniziano iniziare comincia cominciano finisce termina
 terminano finiscono parte partono arriva arrivano arrivare valida valido ospiti ospite clienti cliente visitatori persone persona
 personale servizio servizi ordine ordini entro opzione possibile consentito consentita rimane restare resta restano misura conta
 contiene ospita accoglie accogliere trovano risponde rispondiamo rivolgersi avviene effettuare effettua ritirare diritto spetta";

/// Words that make two statements different facts where only one has them, or each another one.
const STRICT: &str = "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
 sundays mon tue wed thu fri sat sun weekend weekends weekday weekdays holiday holidays lunedi martedi mercoledi giovedi venerdi
 sabato domenica domeniche sabati festivi feriali festivo feriale
 january february march april june july august september october november december gennaio febbraio marzo aprile maggio giugno luglio
 agosto settembre ottobre novembre dicembre summer winter spring autumn estate inverno primavera autunno estivo invernale christmas
 natale easter pasqua capodanno
 not no never without none cannot don doesn isn aren won non mai senza nessuno nessuna except salvo tranne eccetto
 minimum min least minimo minima almeno more less over under fewer piu meno oltre sotto late early tardi tardivo anticipato
 standard premium basic plus pro gold silver platinum enterprise business economy deluxe superior junior senior single double twin triple
 suite family child children kids adult adults student students infant infants baby babies group groups reduced full part half small medium large
 express priority international domestic national abroad europe european first second third fourth new old former formerly previous
 previously next extra additional public private monthly yearly annual annually weekly nightly return oneway round part-time
 fulltime temporary permanent trial member members nonmember nonmembers employee employees contractor contractors company personal
 standard base singola singole doppia doppie matrimoniale tripla bambini bambino bambine ragazzi adulti adulto studenti studente anziani
 neonati gruppi gruppo ridotto ridotta intero intera piccolo piccola medio media grande internazionale estero nazionale italia europa
 primo prima secondo seconda terzo terza quarto nuovo nuova vecchio vecchia precedente precedenti prossimo prossima aggiuntivo aggiuntiva
 supplementare mensile annuale annuo settimanale andata ritorno soci socio abbonati familiare aziendale privato privati pubblico";

/// Synonyms within a language, and across inflections that the stem doesn't join.
const SAME: [(&str, &str); 40] = [
    ("opening", "open"),
    ("opened", "open"),
    ("closing", "close"),
    ("closed", "close"),
    ("closes", "close"),
    ("aperto", "apre"),
    ("aperta", "apre"),
    ("aperti", "apre"),
    ("apertura", "apre"),
    ("aprono", "apre"),
    ("apriamo", "apre"),
    ("aprite", "apre"),
    ("chiuso", "chiude"),
    ("chiusa", "chiude"),
    ("chiusura", "chiude"),
    ("chiudono", "chiude"),
    ("chiudiamo", "chiude"),
    ("shipping", "deliver"),
    ("shipped", "deliver"),
    ("ship", "deliver"),
    ("delivery", "deliver"),
    ("delivered", "deliver"),
    ("delivers", "deliver"),
    ("refunded", "refund"),
    ("parking", "park"),
    ("parcheggiare", "parcheggio"),
    ("spedizioni", "spedizione"),
    ("spedire", "spedizione"),
    ("spedito", "spedizione"),
    ("consegnare", "consegna"),
    ("consegnato", "consegna"),
    ("rimborsato", "rimborso"),
    ("rimborsi", "rimborso"),
    ("cancellare", "cancellazione"),
    ("cancel", "cancellation"),
    ("cancelled", "cancellation"),
    ("prenotare", "prenotazione"),
    ("iscriversi", "iscrizione"),
    ("colazioni", "colazione"),
    ("warranty", "guarantee"),
];

const START: [&str; 14] = [
    "from", "start", "starts", "begin", "begins", "opens", "after", "since", "dalle", "dal", "inizia", "apre",
    "comincia", "parte",
];
const END: [&str; 16] = [
    "until", "till", "by", "before", "end", "ends", "closes", "close", "latest", "fino", "entro", "termina", "finisce",
    "chiude", "chiudono", "within",
];

/// What a word does in a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// Nothing.
    Dropped,
    /// It must stand on both sides.
    Strict(u64),
    /// It is part of what the statement is about, so much.
    Topic(u64, f32),
}

/// Which end of a span a word speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Start,
    End,
}

struct Lists {
    dropped: HashSet<String>,
    light: HashSet<String>,
    strict: HashSet<String>,
    same: HashMap<&'static str, &'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let stems = |words: &str| words.split_whitespace().map(|word| stem(word).to_owned()).collect::<HashSet<_>>();
    let words = |words: &str| words.split_whitespace().map(str::to_owned).collect::<HashSet<_>>();
    let mut dropped = words(STOP);
    dropped.extend(words(GENERIC));
    Lists { dropped, light: stems(LIGHT), strict: stems(STRICT), same: SAME.into_iter().collect() }
});

/// The role of a word in lower case, without diacritics.
pub(super) fn role(word: &str) -> Role {
    let lists = &*LISTS;
    if lists.dropped.contains(word) {
        return Role::Dropped;
    }
    let word = lists.same.get(word).copied().unwrap_or(word);
    let stem = stem(word);
    if lists.strict.contains(stem) || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Role::Strict(hash(stem));
    }
    Role::Topic(hash(stem), if lists.light.contains(stem) { 0.3 } else { 1.0 })
}

/// Whether a number before this word counts it.
pub(super) fn is_counted(word: &str) -> bool {
    const LIGHT_NOUNS: [&str; 14] = [
        "guests",
        "people",
        "persons",
        "person",
        "customers",
        "visitors",
        "seats",
        "items",
        "orders",
        "ospiti",
        "persone",
        "clienti",
        "visitatori",
        "posti",
    ];
    if bound(word).is_some() {
        return false;
    }
    let is_topic = match role(word) {
        Role::Dropped => false,
        Role::Strict(_) => true,
        Role::Topic(_, weight) => weight == 1.0,
    };
    word.len() > 1 && (is_topic || LIGHT_NOUNS.contains(&word))
}

/// The end of a span that a word speaks of, if any.
pub(super) fn bound(word: &str) -> Option<Bound> {
    if START.contains(&word) {
        Some(Bound::Start)
    } else if END.contains(&word) {
        Some(Bound::End)
    } else {
        None
    }
}

/// Without the endings of number, gender and person. Coarse on purpose: it is the same for both languages.
pub(super) fn stem(word: &str) -> &str {
    let word = match word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")) {
        Some(short) if short.len() >= 4 => short,
        _ => word.strip_suffix('s').filter(|short| short.len() >= 3 && !short.ends_with('s')).unwrap_or(word),
    };
    let short = word.trim_end_matches(['a', 'e', 'i', 'o', 'y']);
    if short.len() >= 3 { short } else { word }
}

/// In lower case, without diacritics.
pub(super) fn lower(word: &str) -> String {
    fold(&word.to_lowercase()).into_owned()
}

/// FNV-1a: the same on every machine.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_dropped_and_roles_told_apart() {
        for (one, other) in [("rooms", "room"), ("stanza", "stanze"), ("prices", "price"), ("closed", "close")] {
            assert_eq!(stem(one), stem(other), "{one}");
        }
        assert_eq!(role("the"), Role::Dropped);
        assert!(matches!(role("sundays"), Role::Strict(_)));
        assert!(matches!(role("a4"), Role::Strict(_)));
        assert!(matches!(role("served"), Role::Topic(_, weight) if weight < 1.0));
        assert_eq!(role("opening"), role("open"));
    }
}

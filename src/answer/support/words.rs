//! Words on which the truth of a sentence hangs, by language: what denies or limits, and what may not be put in place of another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::answer::analysis::{self, Keep};

/// A language's words.
struct List {
    language: &'static str,
    /// Words that turn a statement into another one: where one is added or dropped, the sentence says something else.
    limiting: &'static str,
    /// Numbers, days, months, times and measures.
    measures: &'static str,
    /// Permissions, conditions and requests.
    claims: &'static str,
    /// Signs and the words that they stand for.
    signs: &'static [(&'static str, &'static str)],
    /// Words before a number that say from, until, before or after: groups of those that say the same.
    directions: &'static str,
    /// Words that say nothing by themselves.
    plain: &'static str,
}

/// Articles between a direction and its number.
const ARTICLES: &str = "the le la il lo gli delle della del les las los el den dem der";

const LISTS: [List; 6] = [
    List {
        language: "en",
        limiting: "not no never none nor neither without cannot except unless excluding only nobody nothing nowhere hardly",
        measures: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
            eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half quarter double twice \
            once first second third last monday tuesday wednesday thursday friday saturday sunday january february march april june \
            july august september october november december today tomorrow yesterday daily weekly monthly yearly hourly noon midnight \
            pm morning afternoon evening night day week month year hour minute weekday weekend euro dollar pound percent minimum \
            maximum before after until since within all every each any both",
        claims: "free allowed permitted forbidden prohibited banned required mandatory optional included excluded available unavailable \
            open closed possible impossible always sometimes refundable guaranteed must illegal safe dangerous adult child call phone \
            click visit download pay transfer send password buy install contact",
        signs: &[("€", "euro"), ("$", "dollar"), ("£", "pound"), ("%", "percent")],
        directions: "from since;until till to;before by;after",
        plain: "cost costs price prices",
    },
    List {
        language: "it",
        limiting: "non no mai senza nessuno nessun nessuna tranne eccetto salvo solo soltanto solamente né neanche nemmeno niente nulla",
        measures: "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici \
            diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille milione mezzo \
            metà doppio primo secondo terzo ultimo lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo \
            aprile maggio giugno luglio agosto settembre ottobre novembre dicembre oggi domani ieri mezzogiorno mezzanotte mattina \
            pomeriggio sera notte giorno settimana mese anno ora minuto euro dollaro percento minimo massimo prima dopo entro tutti tutte tutto ogni",
        claims: "gratis gratuito gratuita permesso consentito ammesso vietato proibito obbligatorio necessario facoltativo incluso \
            escluso compreso disponibile aperto chiuso possibile impossibile sempre rimborsabile garantito deve sicuro pericoloso adulto \
            bambino chiamare telefonare cliccare visitare scaricare pagare inviare password comprare installare contattare",
        signs: &[("€", "euro")],
        directions: "dalle dal dalla dall da;alle al alla all fino a;entro;prima;dopo",
        plain: "costa costano costo prezzo prezzi",
    },
    List {
        language: "de",
        limiting: "nicht kein keine keinen keinem keiner keines nie niemals ohne außer ausser nur weder nirgends nichts niemand \
            ausgenommen",
        measures: "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn \
            achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million halb hälfte \
            doppelt erste zweite dritte letzte montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar \
            märz april mai juni juli august september oktober november dezember heute morgen gestern täglich wöchentlich monatlich \
            jährlich mittag mitternacht nachmittag abend nacht tag woche monat jahr stunde minute werktag wochenende euro dollar franken prozent \
            mindestens höchstens vor nach bis seit innerhalb alle allen jeder jede jedes",
        claims: "kostenlos gratis frei erlaubt gestattet verboten untersagt erforderlich pflicht nötig freiwillig inbegriffen enthalten \
            verfügbar offen geöffnet geschlossen möglich unmöglich immer erstattungsfähig garantiert muss sicher gefährlich erwachsene \
            kind anrufen klicken besuchen herunterladen zahlen bezahlen überweisen senden passwort kaufen installieren kontaktieren",
        signs: &[("€", "Euro"), ("%", "Prozent")],
        directions: "von ab seit;bis;vor;nach;um gegen",
        plain: "kostet kosten preis preise",
    },
    List {
        language: "fr",
        limiting: "ne n pas jamais sans aucun aucune sauf excepté seulement uniquement ni rien non",
        measures: "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante \
            cinquante soixante cent mille million demi moitié double premier deuxième troisième dernier lundi mardi mercredi jeudi \
            vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre aujourd \
            demain hier midi minuit matin soir nuit jour semaine mois an année heure minute euro dollar franc pourcent minimum maximum avant après tous toutes tout chaque",
        claims: "gratuit gratuite libre permis autorisé interdit défendu obligatoire nécessaire facultatif inclus compris exclu \
            disponible ouvert fermé possible impossible toujours remboursable garanti doit sûr dangereux adulte enfant appeler cliquer \
            visiter télécharger payer virer envoyer mot passe acheter installer contacter",
        signs: &[("€", "euro")],
        directions: "dès depuis de;à jusqu jusque;avant;après",
        plain: "coûte coûtent coût prix",
    },
    List {
        language: "es",
        limiting: "no nunca jamás sin ningún ninguno ninguna salvo excepto solo sólo solamente únicamente ni nada tampoco nadie",
        measures: "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete \
            dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millón medio mitad \
            doble primero segundo tercero último lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo \
            junio julio agosto septiembre octubre noviembre diciembre hoy mañana ayer mediodía medianoche tarde noche día semana mes \
            año hora minuto euro dólar porciento mínimo máximo antes después hasta desde todos todas todo cada",
        claims: "gratis gratuito gratuita libre permitido prohibido obligatorio necesario opcional incluido excluido disponible abierto \
            cerrado posible imposible siempre reembolsable garantizado debe seguro peligroso adulto niño llamar clic visitar descargar \
            pagar transferir enviar contraseña comprar instalar contactar",
        signs: &[("€", "euro")],
        directions: "desde de;hasta a;antes;después",
        plain: "cuesta cuestan costo precio precios",
    },
    List {
        language: "pt",
        limiting: "não nunca jamais sem nenhum nenhuma salvo exceto só somente apenas nem nada ninguém",
        measures: "zero dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezassete dezessete \
            dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento mil milhão meio metade \
            dobro primeiro segundo terceiro último segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio \
            junho julho agosto setembro outubro novembro dezembro hoje amanhã ontem manhã tarde noite dia semana mês ano hora minuto \
            euro real dólar porcento mínimo máximo antes depois até desde todos todas todo cada",
        claims: "grátis gratuito gratuita livre permitido proibido obrigatório necessário opcional incluído excluído disponível aberto \
            fechado possível impossível sempre reembolsável garantido deve seguro perigoso adulto criança ligar clicar visitar baixar \
            pagar transferir enviar senha comprar instalar contactar contatar",
        signs: &[("€", "euro")],
        directions: "desde das da de;até às ao à a;antes;depois",
        plain: "custa custam custo preço preços",
    },
];

/// A language's words, as stems.
#[derive(Debug)]
pub(super) struct Words {
    limiting: BTreeSet<String>,
    decisive: BTreeSet<String>,
    signs: &'static [(&'static str, &'static str)],
    measures: BTreeSet<String>,
    /// By word, the group that it belongs to.
    directions: BTreeMap<String, String>,
    plain: BTreeSet<String>,
    language: &'static str,
}

static WORDS: LazyLock<BTreeMap<&'static str, Words>> =
    LazyLock::new(|| LISTS.iter().map(|list| (list.language, Words::of(list))).collect());

/// The words of a language, if they are known.
pub(super) fn of(language: &str) -> Option<&'static Words> {
    WORDS.get(language)
}

impl Words {
    fn of(list: &List) -> Self {
        let stems = |words: &str| analysis::stems(words, list.language, Keep::All);
        let group = |words: &'static str| {
            let first = words.split(' ').next().unwrap_or_default();
            words.split(' ').map(move |word| (word.to_owned(), first.to_owned()))
        };
        Self {
            // As they stand: their stems are those of other words, `nie` and `Knie` apart.
            limiting: analysis::words(list.limiting).into_iter().collect(),
            signs: list.signs,
            measures: stems(list.measures).into_iter().collect(),
            directions: list.directions.split(';').flat_map(group).collect(),
            plain: stems(list.plain).into_iter().collect(),
            language: list.language,
            decisive: [list.measures, list.claims].into_iter().flat_map(stems).collect(),
        }
    }

    /// The text with words for the signs that stand for one, so that `12 €` is `12 euro`.
    pub(super) fn spelled(&self, text: &str) -> String {
        self.signs.iter().fold(text.to_owned(), |text, (sign, word)| text.replace(sign, &format!(" {word} ")))
    }

    /// Whether a word of the text denies or limits.
    pub(super) fn limits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        text.contains("n't")
            || text.contains("n’t")
            || analysis::words(&text).iter().any(|word| self.limiting.contains(word))
    }

    /// What numbers of the text are bound to: the direction before one, the measure behind one: `until 18`, `12 euro`.
    pub(super) fn bound(&self, text: &str) -> BTreeSet<(String, String)> {
        let words = analysis::words(&self.spelled(text));
        let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        let mut bound = BTreeSet::new();
        for (at, number) in words.iter().enumerate().filter(|(_, word)| is_number(word)) {
            let before = words.iter().take(at).rev().find(|word| !ARTICLES.split(' ').any(|article| article == *word));
            if let Some(direction) = before.and_then(|word| self.directions.get(word)) {
                bound.insert((direction.clone(), number.clone()));
            }
            let behind = words.get(at + 1).map(|word| analysis::stems(word, self.language, Keep::All));
            if let Some(measure) = behind.and_then(|stems| stems.into_iter().find(|stem| self.measures.contains(stem)))
            {
                bound.insert((number.clone(), measure));
            }
        }
        bound
    }

    /// Whether a stem says nothing by itself.
    pub(super) fn is_plain(&self, stem: &str) -> bool {
        self.plain.contains(stem)
    }

    /// Whether a stem may not be missing.
    pub(super) fn decides(&self, stem: &str) -> bool {
        self.decisive.contains(stem)
    }
}

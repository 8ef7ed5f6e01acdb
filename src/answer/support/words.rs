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
}

const LISTS: [List; 6] = [
    List {
        language: "en",
        limiting: "not no never none nor neither without cannot except unless excluding only nobody nothing nowhere hardly",
        measures: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
            eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half quarter double twice \
            once first second third last monday tuesday wednesday thursday friday saturday sunday january february march april june \
            july august september october november december today tomorrow yesterday daily weekly monthly yearly hourly noon midnight \
            pm morning afternoon evening night day week month year hour minute weekday weekend euro dollar pound percent minimum \
            maximum before after until since within",
        claims: "free allowed permitted forbidden prohibited banned required mandatory optional included excluded available unavailable \
            open closed possible impossible always sometimes refundable guaranteed must illegal safe dangerous adult child call phone \
            click visit download pay transfer send password buy install contact",
    },
    List {
        language: "it",
        limiting: "non no mai senza nessuno nessun nessuna tranne eccetto salvo solo soltanto solamente né neanche nemmeno niente nulla",
        measures: "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici \
            diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille milione mezzo \
            metà doppio primo secondo terzo ultimo lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo \
            aprile maggio giugno luglio agosto settembre ottobre novembre dicembre oggi domani ieri mezzogiorno mezzanotte mattina \
            pomeriggio sera notte giorno settimana mese anno ora minuto euro percento minimo massimo prima dopo entro",
        claims: "gratis gratuito gratuita permesso consentito ammesso vietato proibito obbligatorio necessario facoltativo incluso \
            escluso compreso disponibile aperto chiuso possibile impossibile sempre rimborsabile garantito deve sicuro pericoloso adulto \
            bambino chiamare telefonare cliccare visitare scaricare pagare inviare password comprare installare contattare",
    },
    List {
        language: "de",
        limiting: "nicht kein keine keinen keinem keiner keines nie niemals ohne außer ausser nur weder noch nirgends nichts niemand \
            ausgenommen",
        measures: "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn \
            achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million halb hälfte \
            doppelt erste zweite dritte letzte montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar \
            märz april mai juni juli august september oktober november dezember heute morgen gestern täglich wöchentlich monatlich \
            jährlich mittag mitternacht nachmittag abend nacht tag woche monat jahr stunde minute werktag wochenende euro prozent \
            mindestens höchstens vor nach bis seit innerhalb",
        claims: "kostenlos gratis frei erlaubt gestattet verboten untersagt erforderlich pflicht nötig freiwillig inbegriffen enthalten \
            verfügbar offen geöffnet geschlossen möglich unmöglich immer erstattungsfähig garantiert muss sicher gefährlich erwachsene \
            kind anrufen klicken besuchen herunterladen zahlen bezahlen überweisen senden passwort kaufen installieren kontaktieren",
    },
    List {
        language: "fr",
        limiting: "ne n pas jamais sans aucun aucune sauf excepté seulement uniquement ni rien personne non",
        measures: "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante \
            cinquante soixante cent mille million demi moitié double premier deuxième troisième dernier lundi mardi mercredi jeudi \
            vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre aujourd \
            demain hier midi minuit matin soir nuit jour semaine mois an année heure minute euro pourcent minimum maximum avant après",
        claims: "gratuit gratuite libre permis autorisé interdit défendu obligatoire nécessaire facultatif inclus compris exclu \
            disponible ouvert fermé possible impossible toujours remboursable garanti doit sûr dangereux adulte enfant appeler cliquer \
            visiter télécharger payer virer envoyer mot passe acheter installer contacter",
    },
    List {
        language: "es",
        limiting: "no nunca jamás sin ningún ninguno ninguna salvo excepto solo sólo solamente únicamente ni nada tampoco nadie",
        measures: "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete \
            dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millón medio mitad \
            doble primero segundo tercero último lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo \
            junio julio agosto septiembre octubre noviembre diciembre hoy mañana ayer mediodía medianoche tarde noche día semana mes \
            año hora minuto euro dólar porciento mínimo máximo antes después hasta desde",
        claims: "gratis gratuito gratuita libre permitido prohibido obligatorio necesario opcional incluido excluido disponible abierto \
            cerrado posible imposible siempre reembolsable garantizado debe seguro peligroso adulto niño llamar clic visitar descargar \
            pagar transferir enviar contraseña comprar instalar contactar",
    },
    List {
        language: "pt",
        limiting: "não nunca jamais sem nenhum nenhuma salvo exceto só somente apenas nem nada ninguém",
        measures: "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezassete dezessete \
            dezoito dezanove dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento mil milhão meio metade \
            dobro primeiro segundo terceiro último segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio \
            junho julho agosto setembro outubro novembro dezembro hoje amanhã ontem manhã tarde noite dia semana mês ano hora minuto \
            euro real porcento mínimo máximo antes depois até desde",
        claims: "grátis gratuito gratuita livre permitido proibido obrigatório necessário opcional incluído excluído disponível aberto \
            fechado possível impossível sempre reembolsável garantido deve seguro perigoso adulto criança ligar clicar visitar baixar \
            pagar transferir enviar senha comprar instalar contactar contatar",
    },
];

/// A language's words, as stems.
#[derive(Debug)]
pub(super) struct Words {
    limiting: BTreeSet<String>,
    decisive: BTreeSet<String>,
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
        Self {
            // As they stand: their stems are those of other words, `nie` and `Knie` apart.
            limiting: analysis::words(list.limiting).into_iter().collect(),
            decisive: [list.measures, list.claims].into_iter().flat_map(stems).collect(),
        }
    }

    /// Whether a word of the text denies or limits.
    pub(super) fn limits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        text.contains("n't")
            || text.contains("n’t")
            || analysis::words(&text).iter().any(|word| self.limiting.contains(word))
    }

    /// Whether a stem may not be missing.
    pub(super) fn decides(&self, stem: &str) -> bool {
        self.decisive.contains(stem)
    }
}

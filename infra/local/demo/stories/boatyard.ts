import type { Voice } from '../voice.ts';
import { storiesIn, turn } from '../voice.ts';

const woods = ['Lärche', 'Eiche', 'Esche', 'Kiefer', 'Ulme'];
const sounds = [
  'Hobeln',
  'Klopfen',
  'Schweigen',
  'Pfeifen',
  'Fluchen, leise',
  'Regen auf dem Dach',
  'ein Lied ohne Text',
];

/** German: notes from the bench of a boatyard that mends more than it builds. */
export const boatyard: Voice = {
  language: 'de',
  author: 'Jette Brandsand',
  dated: (title, day) => `${title} – ${day}`,
  log: (day, n) =>
    `Werkstattbuch, ${day}: ${12 + ((n * 5) % 9)} Grad in der Halle, ${turn(woods, n)} auf der Bank, ` +
    `zu hören war vor allem ${turn(sounds, n)}.`,
  stories: storiesIn(`
# Ein Boot, das niemand bestellt hat
Seit dem Herbst steht in der hinteren Halle ein Kiel, und keiner weiß so recht, für wen.

Es begann mit einem Stück Eiche, das zu schade zum Zersägen war. Dann kam ein Steven dazu, dann die
Spanten, immer freitags nach Feierabend, wenn ohnehin alle noch herumstanden.

Inzwischen hat das Boot neun Planken, einen Spitznamen und drei Anwärter. Verkauft wird es nicht.
Aber man darf sich daran stellen und mit anfassen.

# Warum wir Leim noch kochen
Der Topf ist älter als die Werft, und er stinkt. Er bleibt trotzdem auf dem Ofen.

Moderner Leim hält fester, das stimmt. Der gekochte aber lässt sich wieder lösen, mit Wärme und
Geduld, und wer in hundert Jahren unsere Fehler sucht, wird uns dafür danken.

Gerührt wird mit einem Birkenstock, immer rechtsherum. Einen Grund dafür gibt es nicht, nur eine
Wette aus dem Jahr, in dem die Halle gebaut wurde.

# Lehrling findet Rechenfehler im Bauplan
Die Zeichnung hängt seit sechzig Jahren an der Wand. Am Montag hat jemand nachgerechnet.

Die Breite im vierten Spant war um einen Fingerbreit falsch, und nach diesem Plan wurden
dreiundzwanzig Boote gebaut. Alle schwimmen. Alle ziehen ein klein wenig nach Backbord, was man
bisher für den Strom gehalten hatte.

Der Fehler wurde mit Bleistift angemerkt, nicht verbessert. Das vierundzwanzigste Boot wird
geradeaus fahren und vermutlich niemandem gefallen.

# Die große Säge macht Urlaub
Das Blatt ist stumpf, der Schleifer auf den Inseln: Eine Woche lang wird von Hand gesägt.

Schon am zweiten Tag war es in der Halle so leise, dass man die Schwalben hörte. Am dritten begann
der Meister, beim Sägen Geschichten zu erzählen, die länger waren als das Brett.

Nun überlegen wir, ob die Säge nicht jedes Jahr Urlaub nehmen sollte. Unsere Schultern sind
dagegen.

# Pech, Werg und gute Laune
Ein Boot zu dichten heißt, stundenlang in unbequemer Haltung dasselbe zu tun. Man braucht dafür
Gesellschaft.

Deshalb wird bei uns zu zweit gedichtet, einer innen, einer außen, mit der Planke dazwischen. Man
klopft, und der andere antwortet. Im Lauf der Jahre ist daraus eine Art Sprache geworden.

Dreimal kurz heißt »Kaffee«. Alles andere ist Verhandlungssache.

# Was in einer alten Kajüte zu finden war
Hinter der Verkleidung des Kutters steckten ein Löffel, elf Knöpfe und ein Fahrplan von anno
dazumal.

Der Fahrplan gilt für eine Fähre, die es nie gegeben hat. Jemand hat sie sich ausgedacht, samt
Preisen, Anschlüssen und einer Fußnote: »Bei Nebel wird gesungen.«

Wir haben alles wieder hinter die Bretter gelegt und einen Bleistift von uns dazu. Wer als Nächster
öffnet, soll auch etwas zu lachen haben.

# Lack braucht Stille
Vor dem letzten Anstrich wird die Halle gewischt, zweimal, und danach redet niemand mehr.

Staub fliegt, wo Menschen gehen. Also steht man still, streicht mit langen Zügen und atmet durch
die Nase. Der Hund bleibt draußen und sieht durch die Scheibe zu.

Nach vier Stunden glänzt der Rumpf wie Wasser. Dann niest einer, und man erkennt die wahren Freunde
daran, dass sie es nicht gewesen sein wollen.

# Ein Ruder für linke Hände
Die Fährfrau ist Linkshänderin, ihr altes Ruder war es nicht. Das ist jetzt behoben.

Der Griff wurde nach einem Abdruck in Ton geschnitzt: einmal fest zugegriffen, fertig war die
Vorlage. Die Maserung läuft so, dass der Daumen von selbst seinen Platz findet.

Der Kater, der immer mitfährt, hat das Ruder eine Weile geprüft und sich dann dagegengelehnt. Mehr
Lob ist nicht zu erwarten.

# Tag der offenen Tore
Einmal im Jahr darf jeder herein und einen Nagel einschlagen. In diesem Jahr waren es
vierhundertsieben.

Das Brett dafür hängt neben der Tür. Wer krumm schlägt, bekommt ein Stück Kuchen zum Trost, weshalb
auffallend viele krumme Nägel darin stecken.

Eine Besucherin von fünf Jahren schlug ihren Nagel mit drei Hieben gerade ein. Wir haben sie
gefragt, was sie in zwölf Jahren vorhat.

# Das Maß aller Dinge ist ein Besenstiel
Die Werft besitzt einen geeichten Meterstab aus Messing. Benutzt wird der Stiel neben dem Ofen.

Er trägt Kerben von vier Meistern, und jede Kerbe ist ein Boot. Wer ein Maß braucht, sagt nicht
»zwei Meter zehn«, sondern »wie bei der Möwe, nur etwas freundlicher«.

Fremde halten das für ungenau. Die Boote passen trotzdem in ihre Liegeplätze, und zwar saugend.

# Winterlager mit Untermietern
Unter der Persenning der alten Jolle ist eine Igelfamilie eingezogen. Der Stapellauf verschiebt
sich.

Der Eigner trägt es mit Fassung und bringt sonntags Mehlwürmer. Er hat am Bug ein Schild
angebracht: »Vermietet bis April«.

Wir arbeiten so lange am Nachbarboot und bemühen uns, nur mit dem kleinen Hammer zu klopfen.

# Stapellauf bei Mondschein
Die Flut kam um elf Uhr nachts, also wurde um elf Uhr nachts getauft, mit Laternen und belegten
Broten.

Das Boot glitt an, blieb stehen, überlegte und glitt weiter. Unten wartete der Posaunenchor im
Ruderboot, was man hören, aber nicht sehen konnte.

Getauft wurde mit Brunnenwasser, weil die Flasche in der Werkstatt stehen geblieben war. Sie wurde
später gefunden und sinnvoll verwendet.
`),
};

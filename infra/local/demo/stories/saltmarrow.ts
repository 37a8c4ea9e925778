import type { Voice } from '../voice.ts';
import { storiesIn, turn } from '../voice.ts';

const winds = [
  'south-west',
  'west',
  'north',
  'north-east',
  'south',
  'south-east',
  'no direction in particular',
];
const teas = ['ginger buns', 'seed cake', 'cheese scones', 'plum tart', 'nothing left by noon'];

/** English: news of the harbour town itself, told dryly and kindly. */
export const saltmarrow: Voice = {
  language: 'en-GB',
  author: 'Wilma Tarrant',
  dated: (title, day) => `${title} (${day})`,
  log: (day, n) =>
    `Harbour log, ${day}: wind from ${turn(winds, n)}, ${9 + ((n * 7) % 13)} boats in, ` +
    `${turn(teas, n)} at the kiosk.`,
  stories: storiesIn(`
# The ferry cat has been given a season ticket
After eleven years of riding without one, Biscuit now travels to Gull Island legally.

The grey cat boards the first boat each morning, sits beside the engine hatch for the warmth and
comes home with the post at noon. Nobody had thought to ask for a fare until a visiting inspector
counted passengers and arrived at one too many.

"We could have argued that she is crew," said the ferrywoman, Odile Marsh, "but crew does as it is
told." The town clerk settled the matter with a laminated card, a passport photograph and a price
of one sardine a month, payable in advance.

# Low water uncovers the old slipway
For twenty minutes on Tuesday the whole of the oak slipway could be walked, for the first time
since the winter of the long calm.

Some forty people came down with boots and lamps. The timbers are black, hard as slate and still
bear the numbers that the shipwrights cut into them, one to sixty-two. Number seventeen is missing,
as it was in the song.

The harbour office asks walkers not to take anything home. It will count the timbers again at the
next spring tide, and it will know.

# Bakery moves its opening an hour earlier, gulls informed
The bakery on Rope Walk now opens at five. The gulls were on the roof at a quarter to.

Baker Henning Oake says the change is for the crews of the crab boats, who leave with the tide and
had been making do with yesterday's rolls. He has also fitted a second door, because the first one
was being watched.

Early customers report that the seed loaf is better at that hour, and that one must carry it under
a coat.

# A new bell for the fog station
The bell that was cast in spring has been hung, and its note is a good deal lower than anyone
ordered.

The foundry had promised an A. What came is somewhere near F, and it carries past the outer reef
even against the wind. Skippers say that they can tell it from the old bell at once, which is the
purpose of a bell.

The old one, cracked since the storm of the broken windows, will stand in the school yard. It will
be rung on the last day of term only, by the youngest pupil, with the flat of the hand.

# Library to lend out oilskins
Anyone with a reader's card may now borrow a coat, trousers and a hat, in three sizes, for two
weeks.

The idea came from the reading room, where visitors used to sit out the rain with the same four
magazines. "People ought to see the place wet," said librarian Greta Pym. "It is the only way to
see it properly."

Late returns cost nothing, but the borrower is asked to write one line about the weather in the
book by the door. The book is already at its second volume.

# The regatta was won by the smallest boat, again
Little Wren, four metres long and older than her helm's grandmother, crossed the line first by half
a biscuit toss.

There was hardly any wind until three o'clock and then a great deal of it from the wrong side. The
big boats had gone out to meet it. Little Wren had stayed by the mole, where the current turns
early, and where her skipper was finishing a sandwich.

The prize is a ham. It was shared on the quay that evening with everyone who had a knife.

# Council votes to leave the crooked lamp post crooked
By nine votes to two, the lamp at the corner of Net Street will go on leaning towards the sea.

The engineer had offered to right it in a morning. Against the plan spoke three painters, the
postman, who ties his bicycle to it, and a girl of eight who pointed out that it leans exactly as
far as the people who pass it on a windy day.

The engineer took it well. He has marked its angle on the wall behind with a small brass line, so
that it will be noticed if the lamp ever changes its mind.

# Seaweed harvest begins on the north shore
Carts may go down to the beach between the two white posts until the end of the month.

The weed is spread on the potato fields above the town, as it has been for as long as there have
been potatoes. This year's storms have left a bank of it as high as a table, and it smells as one
would expect.

Hosts of guest houses on the north side have been given a leaflet that explains it, in four
languages, with a recipe on the back.

# Lost and found: a tuba
The harbour office is keeping a tuba that was left on the bench by the weighbridge on Sunday
evening.

It is in good order, has a dent near the bell in the shape of a thumb and was full of rainwater.
Nobody has reported a band passing through. The owner is asked to come by between nine and noon,
and to play a scale in proof.

Also waiting: eleven umbrellas, one oar, a cake tin (empty) and a letter that begins "Dear Sea".

# The night market finds room on the old pier
Fourteen stalls, one string of lamps and no music until nine: the pier opens on Fridays from this
week.

The planks have been checked one by one and the weak ones painted yellow. Stallholders were chosen
by lot, except for the chestnut seller, whom nobody wanted to leave to chance.

Visitors should bring their own bowl. Those who do pay a coin less for soup, and those who do not
may borrow one and wash it at the pump.

# School counts puffins and comes to 312
The older class spent a day on Gull Island with clipboards. They counted twice and agreed the
second time.

It is nineteen more than last year. The children were asked to note as well what each bird was
doing, and the list runs from "fishing" through "arguing" to "looking at me", which was the most
frequent.

The figures have gone to the bird wardens, with drawings. One of the drawings is now on the
wardens' own wall.

# Tide tables for the coming season are out
The small blue book costs two coins at the kiosk. There is a correction on page nine, already
pencilled in.

Reckoner Tobias Fenn works the tables out by hand and by machine and prints them only when both
agree. This year they disagreed once, about a Thursday in autumn, and the machine gave way.

New in this edition is a blank column headed "What it really did". Readers are invited to send
theirs in at the end of the year.
`),
};

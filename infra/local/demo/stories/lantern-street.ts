import type { Voice } from '../voice.ts';
import { storiesIn, turn } from '../voice.ts';

const lamps = ['all lit', 'one out at the corner', 'lit late', 'swinging', 'lit before dusk'];
const doors = ['the cooper', 'the chandler', 'the piano teacher', 'the map seller', 'number nine'];

/** English, long and slow: a magazine whose feed gives teasers and whose pages give the text. */
export const lanternStreet: Voice = {
  language: 'en-GB',
  author: 'Ambrose Quill-Hallett',
  dated: (title, day) => `${title}, ${day}`,
  log: (day, n) =>
    `Set down on Lantern Street on ${day}, lamps ${turn(lamps, n)}, ${2 + ((n * 3) % 8)} windows ` +
    `open and somebody whistling at ${turn(doors, n)}.`,
  stories: storiesIn(`
# The woman who repairs maps
In a room above the chandler's, Ines Caldow puts back the coastlines that damp and mice have taken.

The maps come to her rolled in oilcloth, folded into coats, once baked by accident into the lining
of a chest. She lays each one under glass for a week before she touches it. "It has been in a hurry
all its life," she says. "First it must learn to lie flat." On the day that I visited she was at
work on a chart of the outer reef with a hole in it the size of a plum.

The paper for the patch is made in the yard behind the house, from old sailcloth and linen cuffs,
and tinted with tea until nobody could find the seam. The drawing is another matter. She never
invents a shore. Where the record is silent she leaves the patch blank, and writes along its edge
in a hand so small that one takes it for surf: not known.

It is this that has made her name. Skippers bring her charts that are perfectly whole and ask what
in them is not known, and she will sit with the sheet for an evening, comparing soundings, and mark
the places where earlier hands were only guessing. Some of her clients are not pleased. One of them
was pleased eleven years later, in fog.

When I left it was dark, and she walked me down with a lamp. There is a step missing on her stair,
the fourth from the bottom. I asked whether she had never thought of mending it. "I know where it
is," she said.

# A winter with the lighthouse relief
Four weeks on the rock, four people, one stove, and a rule that nobody may mention the calendar.

The relief boat goes out on the first calm day of the month, which may be the third or the
twenty-sixth. One packs for both. Besides flour, oil and lamp glass, tradition asks each keeper to
bring one thing that the others will not expect. In my month that made a kite, a jar of quinces, a
book of bad jokes and, from the eldest, a door.

It was an ordinary kitchen door, painted green. He set it up on the landing between the store and
the lamp room, where there had been only a draught for a hundred years. From then on we knocked. I
would not have believed how much larger a tower becomes when there is a door in it that can be
shut, and how much warmer when it is opened.

The work itself is simple and does not end. The glass is polished, the clock wound, the log written
up in whole sentences. A gale lasted nine days, and through all of it the light went round with the
same small click. You stop hearing it on the second night. On the tenth morning the wind dropped,
and what woke me was that click.

The boat came on the twenty-second. Nobody had mentioned it, but the bags stood packed along the
wall, and the green door had been oiled.

# What the tide clock knows
The clock in the fish hall has one hand and no numbers, and half the town arranges its marriages by
it.

It was built by a watchmaker who had quarrelled with hours. His clock shows the water and nothing
else: hand up, it is high; hand down, it is low; and between the two are painted, instead of
figures, the things that can be done. Launch. Rake cockles. Walk to the island. Walk back from the
island, at once.

The works fill a cupboard. There are six wheels for the moon, cut from pear wood so that they will
not rust, and a seventh that nobody understands. Every keeper of the clock has taken it out once to
see what would happen. What happens is that the clock is right for eleven months and then a quarter
of an hour wrong, and the keeper puts it back.

I sat under it for a day. People look up as they pass, the way one looks at a friend's face before
speaking. A boy came in to ask when he could get his boot. It was under the jetty, where he had
left it at low water. The clerk did not answer, but pointed, and the boy sat down to wait beside me
as if for a train.

We talked about boots. At ten to four the hand came to the word Fetch, which I had taken for a
joke, and he went.

# The last rope walk
A quarter of a mile long and nine feet wide: the building in which Saltmarrow made its rope is
still at work, barely.

To make a rope you need a great deal of patience in a straight line. The yarns are hooked to a
wheel at one end, and the spinner walks away from it, backwards, letting out hemp from the bundle
at the waist. A working day comes to eighteen miles. There is a groove in the floor that no
carpenter cut.

Three people work here now, and a fourth on Wednesdays. They make bell ropes, swing ropes, the long
soft line for the ferry, and dog leads, which pay for the roof. The oldest of them has walked, by
her own reckoning, twice around the world and never seen what was ahead of her. "You get to know a
place by what it looks like when you leave it," she said.

The sound is what stays with me. As the strands close on each other the whole length of the rope
hums, low at first and then rising, and the walkers know from the note when it is enough. Nobody
measures. They stop together, in the middle of a step, like people who have heard their name.

I was given an arm's length to take home. I had thought that I would frame it, but it has turned
out to be exactly the right piece of rope for my gate.

# Notes on the art of waiting for a ferry
There is a shelter, a bench and a timetable behind glass. Everything else has to be brought along.

The beginner waits at the edge, looking out. It makes no difference to the ferry and is hard on the
neck. People who have crossed for years sit with their backs to the water and watch the road
instead, since the one thing that can be influenced is who else will be aboard. A crossing is
short. It is long enough for the wrong conversation.

There are three schools. The knitters come early and are sorry when the boat arrives. The readers
arrive on time and miss it without noticing. The third kind has no name: they come late, at a run,
and the boat waits for them, always, though it waits for nobody else. I have studied this and can
find no reason for it other than that they never doubt it.

Weather is not a topic. It is there, and to speak of it is thought a little crude, like praising
the host's spoons. What one speaks of is other crossings: the time with the piano, the time with
the bees. No one asks whether the tale is true. They ask whether there was a swell.

And then the ramp comes down with its two notes, and everybody stands up and pretends not to have
been happy.

# The orchard below the sea wall
Forty apple trees stand in a field that lies two feet lower than the high tide. They have been
told.

The field was won from the bay by a widow who wanted a flat place to dry sheets. When the sheets
were grown and gone, she planted apples, one for each storm that the wall had kept out. That makes
the orchard a kind of diary. Her great-grandson, who tends it now, can show you the year of the two
gales: the trees lean together, like people under one coat.

Salt does something to the fruit. It is small, hard, and does not look like much until Christmas,
when it turns all at once and tastes of pear and iron. It cannot be sold, he says, because it
cannot be described. The whole harvest is given away on one day, from a cart, and the only
condition is that the pips be brought back.

With the pips he does nothing in particular. They are in jars on a shelf in the wash house, a jar
for each year, and when a child in the town is born the parents may come and choose one pip from
any year they like. About one in nine comes up.

The wall is his real work. He walks it every evening with a spade over his shoulder, and where he
finds a soft spot he puts his foot on it and stands there for a while, looking out.

# An inventory of the chandler's top shelf
Nobody has bought anything from it since the shop was painted. We asked to be let up with a ladder
and a notebook.

From the left: nineteen brass hooks of a size that fits nothing; a speaking trumpet with a wasps'
nest in the bell, empty, and of beautiful work; a box marked Various, in which there is another
box, marked Other. Then a row of jars with seeds, or it may be shot. The chandler, holding the
ladder, said that his father had sold from this shelf once, in a hard winter, and would not talk
about it.

Further along things become difficult to name. There is a device of two wheels and a clamp for
which four people have since given me four uses, all convincing. There is a lamp which was made to
be seen only from below. There is a ledger of debts with every line struck through in the same ink,
on the same day, and a pressed flower at the place.

At the far right end, where the lamp hardly reaches, sits a small tin boat with a key in its side.
I wound it. It ran along the shelf between the jars with a noise like a sewing machine, turned
before the edge by itself, and came back.

"So that is what it does," said the chandler from below. We put it down as number two hundred and
six, and he has not decided on a price.

# The school for small boats
On Saturdays the inner basin belongs to people under twelve, and the rule is that no grown-up may
give advice.

They come in what floats: two dinghies, a duck punt, half a wine barrel with a keel of lead pipe.
The harbour provides a rescue boat with an old pilot in it, who has brought a newspaper and been
forbidden to look up unless he is called by name. Parents sit along the wall on their hands. Some
of them need to be reminded of it.

What they learn is hard to see. For the first hour nothing happens but collisions. Then someone
lets go of something by mistake, and the boat, left alone, does the right thing, and eleven heads
turn. By noon they are all letting go of things. I have read books on seamanship that take six
chapters to arrive there.

There is a test at the end of summer. The child sails to the red buoy and back, alone, and is asked
a single question by the pilot, never the same. I was allowed to listen on condition that I would
not print it. The girl before him, dripping, thought for a good while, and then she said: "It
depends who is waiting."

He folded up his paper and signed the card. It was, he told me afterwards, better than the answer
that he had given himself.

# How the town got its second bridge
The first was built to cross the river. The second, forty paces upstream, was built to look at the
first.

The story is told in two ways. In one, a rich captain left money for a bridge and no reason, and
the council, having a bridge, was at a loss. In the other, the masons had simply enjoyed
themselves. What is certain is that it is too narrow for carts, that it has a bench on it where the
road should be, and that it is the only bridge in the county with a roof over one half.

I spent a week on the bench. In the mornings there are painters, who all paint the first bridge and
leave the second one out, since they are sitting on it. At noon there are sandwiches. Towards
evening come pairs, and there is a custom, which no one taught them, that those who are in
agreement sit under the roof and those who are not sit in the open, whatever the weather.

An engineer from the city came to see whether the thing could be widened. He stayed for three days
too. His report, which is in the town hall, has one page and one sentence: the structure is sound
and is carrying exactly the load for which it was meant.

On my last evening it rained. I was alone, and after some thought I took the side with the roof.

# The piano teacher's metronome
It ticks in a window on the second floor, and people walking by below fall into step without
knowing it.

Miss Aldous has taught on this street for fifty years, and the metronome stands on the sill because
the piano shakes it. She noticed the effect in her first spring. At sixty, the postman strolled; at
ninety, he arrived; at a hundred and twenty, he dropped things. Since then she has felt a certain
responsibility.

On mornings of school examinations she sets it slow. When the fishing has been poor, she gives them
a hundred and eight, which is brisk but not unkind. At funerals she stops it, and leaves the window
open, and it is remarkable, she says, how long they all stand about before somebody thinks of
moving.

I asked whether anyone had ever found out. Only the baker's boy, she thought, who has a good ear
and once, passing underneath, sang the off-beat. She took him on without a fee. He is at the
conservatory now and writes to her that the traffic there has no pulse at all.

As I went home I tried to walk at my own pace. It was a good deal harder than I expected, and I was
not at all sure, by the corner, that I had one.

# Twelve ways to describe the fog
The harbour log is kept in whole sentences, and some two thousand of them say only that nothing
could be seen.

The earliest keepers were content with Fog. Their successors had more time. In the second volume it
becomes Fog, thick; then Fog as yesterday; then, in a new hand, Fog, but friendlier. From there on
they are clearly competing. One of them, on a night watch in autumn, wrote half a page about the
rope of the bell, which was as far as he could see, and it is the best description of a rope that I
know.

I copied out twelve for this magazine. Fog like the inside of a pillow. Fog in which a man might
mislay his own boots. Fog that has stood up to leave and is looking for its hat. Some have been
struck out by the harbour master as fanciful and restored by the next as accurate.

The present keeper is a quiet person who had trained as a surveyor. She writes distances: mole
visible to the third ring; lamp visible, post not. I thought it a pity until I read her entry for
the seventh of last month, which runs, complete: nothing visible, gull heard, heard again, smiled.

The log may be read by anyone, on weekdays, at the desk by the window. From there, on most days,
you can see as far as the reef.

# A house with the sea in its cellar
Twice a day the tide comes into the house of the Fennimores by the lower door, stays for an hour
and leaves by the same.

They built it so. The first Fennimore was a boatman who disliked the walk to the quay, and he had
his cellar cut to the level of the slip. The boat comes in on the flood, is tied to a ring beside
the coal, and the family goes up by the kitchen stair with dry feet. On the wall are marked the
heights of the children and of the water, in the same chalk.

It is a house of many small rules. Nothing is kept on the bottom three shelves. One does not
whistle on the stair, because the crabs come. Potatoes are stored upstairs and the piano is stored
further upstairs still, though it was once, during the great equinox, heard to play a chord by
itself, and was forgiven.

Guests are put in the room above the cellar. I lay awake for the turn of the tide. First the slap
at the door, then the boat lifting on its rope with a creak like an old man rising, and then a
stillness in which one understands that the whole house is now standing in the sea, up to its
ankles, quite at ease.

At breakfast I was asked how I had slept. I said, like a boat. It is, I was told, what everybody
says, and they passed me the marmalade.
`),
};

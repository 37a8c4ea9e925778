import type { Voice } from '../voice.ts';
import { storiesIn, turn } from '../voice.ts';

const seas = ['belle', 'peu agitée', 'agitée', 'plate comme une nappe', 'forte au large'];
const catches = ['bars', 'maquereaux', 'crevettes grises', 'soles', 'araignées'];

/** French: a chatty daily from across the bay, whose feed is as dirty as feeds get. */
export const littleLight: Voice = {
  language: 'fr',
  author: 'La rédaction du Petit Phare',
  dated: (title, day) => `${title}, ${day}`,
  log: (day, n) =>
    `Carnet du phare, ${day} : mer ${turn(seas, n)}, ${turn(catches, n)} à la criée, ` +
    `${3 + ((n * 5) % 14)} promeneurs sur la digue.`,
  stories: storiesIn(`
# Le maire promet une "digue à l'épreuve des marées"
La digue ouest sera relevée de deux pierres. Les habitués du banc demandent que le banc monte
aussi.

Les travaux commenceront après la foire aux moules et dureront, dit-on, « le temps qu'il faut ». Le
chef de chantier, Armel Dréan, a montré aux riverains une maquette en pain d'épice, dont il ne
restait plus que la moitié à la fin de la réunion.

Le banc sera démonté, numéroté et remonté au même endroit, mais plus haut. On y verra désormais
passer le bac de six heures sans se lever.

# Été & hiver : le marché change d'horaires, pas de bavardages
À partir de samedi, on déballe à sept heures. On parle dès six heures et demie.

La poissonnière, Maëlle, a fait le compte : sur une matinée, elle vend pendant deux heures et
discute pendant trois. Elle ne voit pas lequel des deux il faudrait raccourcir.

Seul changement notable, le fromager s'installe désormais sous le platane. L'ombre est meilleure,
les guêpes l'ont déjà remarqué.

# "Non, ce n'est pas un phoque" : mystère résolu à l'anse aux Galets
La bête que l'on voyait chaque soir entre deux eaux était un bonnet de bain, et dessous, un
instituteur.

Monsieur Le Goff nage toute l'année, sans bruit et sans horaire. Il ignorait qu'une douzaine de
promeneurs le photographiaient avec émotion depuis le mois de mars.

Il a promis de porter désormais un bonnet rouge. Les enfants de l'école, consultés, auraient
préféré le phoque.

# L'horloge de la criée avance de sept minutes & personne ne s'en plaint
Elle avance depuis l'orage d'octobre. Depuis, les bateaux arrivent à l'heure.

L'horloger est venu avec son échelle, a écouté, puis est redescendu. « Elle marche très bien,
dit-il. C'est l'heure qui est en retard. »

Le conseil du port décidera au printemps s'il faut corriger l'horloge ou les habitudes. La seconde
solution paraît plus longue.

# Une bibliothèque dans l'ancien wagon-citerne
Il contenait du cidre, il contiendra huit cents romans. L'odeur est restée, les lecteurs aussi.

On y entre par le trou d'homme, en baissant la tête, ce qui impose d'emblée un certain respect. À
l'intérieur, les étagères suivent la courbe, et les grands formats se tiennent au milieu.

Le prêt est gratuit. Il est seulement demandé de lire à voix basse, car la citerne répète tout.

# Grand-mère Soizic bat le record du plus long tricot
Onze mètres quarante d'une seule écharpe, commencée un soir d'ennui et jamais rabattue.

Le jury l'a mesurée sur le quai, entre deux bollards, sous le regard de la fanfare. Il a fallu s'y
prendre à deux fois, un chien ayant emporté l'extrémité nord.

Soizic ne compte pas s'arrêter. « Il fera froid encore longtemps », dit-elle, et il lui reste de la
laine bleue.

# "Tempête de galets" : la plage a changé de côté
Après la nuit de mardi, la grève de sable est au sud, celle de galets au nord. C'était l'inverse
lundi.

Le loueur de chaises longues a tout déménagé avant midi, parasols compris. Les crabes, d'après nos
observations, ont fait de même, mais sans se presser.

La dernière fois que la plage s'était retournée, nos grands-parents allaient à l'école. Les cartes
postales de cette année-là sont de nouveau exactes.

# Le boulanger & la marée : une affaire de levain
Yann pétrit à marée basse. Il dit que la pâte monte avec l'eau, et son pain lui donne raison.

Un professeur de passage a voulu vérifier. Pendant quinze jours il a pesé, mesuré, noté, puis il a
conclu qu'il n'y avait aucun rapport, en reprenant une tartine.

La fournée de pleine mer part toujours la première. On ne discute pas avec une croûte pareille.

# Voilà les hirondelles, et avec elles le débat sur les fenêtres
Faut-il laisser la halle ouverte ? Dix-sept nids disent oui, le marchand de nappes dit non.

On a fini par tendre une toile au-dessus des nappes, peinte par les élèves d'un ciel très
convaincant. Les hirondelles l'ont adopté. Le marchand, moins vite, aussi.

La toile restera jusqu'à la Saint-Michel. Après quoi elle sera vendue au mètre, avec certificat.

# "Qui a mangé la galette du préfet ?" : l'enquête avance
Elle était posée sur le rebord de la capitainerie. À quatre heures, il ne restait que la fève.

Trois goélands, un mousse et le préfet lui-même ont été entendus. Le mousse avait un alibi, les
goélands ont refusé de répondre.

La fève, un petit phare en porcelaine, est exposée à la mairie. Celui qui la reconnaît est prié
d'avouer avant la prochaine galette.

# La fanfare répète sur l'eau, faute de salle
Trente musiciens, un chaland, une ancre. Les répétitions du jeudi ont désormais un léger roulis.

Les cuivres sont à bâbord, les bois à tribord et la grosse caisse au milieu, pour l'équilibre. Le
chef a appris à battre la mesure avec les genoux.

De la rive, le son arrive un peu en retard et beaucoup plus doux. Certains voisins, qui se
plaignaient de la salle, viennent avec des chaises.

# Élection à l'île aux Moutons : douze électeurs, treize candidats
Le treizième est une brebis, proposée par deux voix. Elle a fait campagne en restant calme.

Le scrutin se tient dans la cuisine de la ferme, l'urne étant une soupière. Le dépouillement a été
suspendu le temps de faire la soupe.

Au second tour, la brebis s'est désistée en faveur de l'herbe. Le nouveau doyen de l'île a promis
de tenir ses engagements de campagne, à savoir la clôture.
`),
};

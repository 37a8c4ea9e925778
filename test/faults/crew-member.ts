/** One process of the crew: runs each trial that it is given, and ends when nobody is there to ask. */
import { type Equipment, groundOf, type Report, type Trial } from './crew.ts';
import { openGround } from './ground.ts';
import { liveOn } from './season.ts';

const [, , equipment = ''] = process.argv;
const ground = openGround(groundOf(JSON.parse(equipment) as Equipment));
const bytesOfMb = 2 ** 20;

process.on('message', async (trial: Trial) => {
  const { points, ...opened } = await ground;
  const verdict = await liveOn(opened)(trial);
  const memoryMb = process.memoryUsage.rss() / bytesOfMb;
  const report: Report = { verdict, points: [...points], memoryMb };
  points.clear();
  process.send?.(report);
});
process.once('disconnect', async () => {
  await (await ground).close();
  process.exit();
});

import type { Destination, Move } from './move.ts';
import { destinationOf } from './move.ts';
import type { ControlPanel } from './panel.ts';

/** What the control page is told of real time and of the zone. */
export interface ControlSettings {
  /** The time of the machine, to say how far ahead the local clock is. */
  readonly realNow: () => number;
  /** The zone in which times are shown and typed. */
  readonly zone: string;
}

/** Works the panel; the page and the API share one, so that only one of them moves the clock. */
export interface Controls extends ControlSettings {
  readonly panel: ControlPanel;
  readonly moveTo: (move: Move) => Promise<Destination>;
}

/** Puts the controls of a panel together; while the clock moves, nobody else moves it. */
export function controlsOf(panel: ControlPanel, settings: ControlSettings): Controls {
  let moving = false;
  const moveTo = async (move: Move): Promise<Destination> => {
    if (moving)
      return { kind: 'refused', why: 'The clock is moving already; wait until it rests.' };
    moving = true;
    try {
      const destination = await destinationOf(move, settings.zone, panel);
      if (destination.kind === 'at') await panel.advance(destination.at);
      return destination;
    } finally {
      moving = false;
    }
  };
  return { ...settings, panel, moveTo };
}

/** The doors, the queues between them and the schedules, by name: the lists that all else is made from. */

/** The doors, by the names of their files. */
export const doors = ['poll', 'fetch', 'digest', 'send', 'events', 'sweep', 'web', 'desk'] as const;
/** One of `doors`. */
export type Door = (typeof doors)[number];

/** The queues between the doors. */
export const queueNames = ['fetch', 'digest', 'send', 'confirmation', 'event'] as const;
/** One of `queueNames`. */
export type QueueName = (typeof queueNames)[number];

/** Doors that are called by the clock; digest is through its queue. */
export const scheduleNames = ['poll', 'digest', 'sweep'] as const satisfies readonly Door[];
/** One of `scheduleNames`. */
export type ScheduleName = (typeof scheduleNames)[number];

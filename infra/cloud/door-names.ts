/** The doors, the queues between them and the schedules, by name: the lists that all else is made from. */

export const doors = ['poll', 'fetch', 'digest', 'send', 'events', 'sweep', 'web'] as const;
export type Door = (typeof doors)[number];

export const queueNames = ['fetch', 'digest', 'send', 'confirmation', 'event'] as const;
export type QueueName = (typeof queueNames)[number];

/** Doors that are called by the clock; digest is through its queue. */
export const scheduleNames = ['poll', 'digest', 'sweep'] as const satisfies readonly Door[];
export type ScheduleName = (typeof scheduleNames)[number];

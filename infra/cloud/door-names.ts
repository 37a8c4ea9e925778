/** The doors and the queues between them, by name: the one list that the stack is made from. */

export const doors = ['poll', 'fetch', 'digest', 'send', 'events', 'sweep', 'web'] as const;
export type Door = (typeof doors)[number];

export const queueNames = ['fetch', 'digest', 'send', 'confirmation', 'event'] as const;
export type QueueName = (typeof queueNames)[number];

/** The compiled templates; a test holds programs.json to its sources. */
import compiled from '../../../templates/programs.json' with { type: 'json' };
import type { Program } from './program.ts';

type TemplateName = keyof typeof compiled.programs;

/** The program of each template; TypeScript reads a JSON file too loosely to see it as one. */
export const templates = compiled.programs as unknown as Readonly<Record<TemplateName, Program>>;

/** SHA-256 of the sources that the templates were compiled from. */
export const templatesHash: string = compiled.hash;

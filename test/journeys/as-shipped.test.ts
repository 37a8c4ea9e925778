/**
 * The journeys, as shipped: the bundles that a deployment uploads, each in workers of its own with
 * the environment, memory and time of the template, and with the rights of its role.
 */
import './items.ts';
import './reader.ts';
import './archive.ts';
import './websub.ts';
import './mishaps.ts';
import './restart.ts';
import './rights.ts';

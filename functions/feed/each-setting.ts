/** Reads, writes and keeps all settings of a feed alike: nothing here knows one from another. */
import { isDeepStrictEqual } from 'node:util';
import { present } from './present.ts';
import type { FieldChanges, Fields, Setting } from './setting-rules.ts';
import {
  type FeedSettingName,
  type FeedSettings,
  feedSettings,
  type SettingFields,
} from './settings.ts';

type Table = typeof feedSettings;
type OptionName = NonNullable<Table[FeedSettingName]['option']>['name'];
/** The options of the owner's command. */
type SettingOptions = Readonly<
  Record<OptionName, { readonly type: 'string'; readonly value: string; readonly help: string }>
>;

/** A setting as those see it who treat all alike. */
interface AnySetting
  extends Pick<Setting<unknown, Fields, string>, 'read' | 'offered' | 'option' | 'attribute'> {
  readonly unset: FieldChanges<SettingFields>;
  write(value: unknown): string;
  toRow(value: unknown): FieldChanges<SettingFields>;
  ofRow(row: SettingFields): unknown;
  readonly fact:
    | { readonly label: string; text(row: SettingFields): string | undefined }
    | undefined;
}

const settings: Readonly<Record<FeedSettingName, AnySetting>> = feedSettings;
/** The settings of a feed, by name. */
export const settingNames = Object.keys(settings) as readonly FeedSettingName[];

/** The options by which the owner's command takes them. */
export const settingOptions = Object.fromEntries(
  Object.values(settings).flatMap(({ option }) => {
    if (option === undefined) return [];
    return [[option.name, { type: 'string', value: option.value, help: option.help }]];
  }),
) as SettingOptions;

/** Reads every setting of which there is a text; tells `refuse` of a text that none offers. */
export function readSettings(
  textOf: (setting: Pick<AnySetting, 'option' | 'attribute'>) => string | undefined,
  refuse: (setting: Pick<AnySetting, 'option' | 'offered'>, text: string) => void = () => {},
): FeedSettings {
  const read = settingNames.map((name) => {
    const text = textOf(settings[name]);
    const value = text === undefined ? undefined : settings[name].read(text);
    if (text !== undefined && value === undefined) refuse(settings[name], text);
    return [name, value] as const;
  });
  return present(Object.fromEntries(read));
}

/** The attributes that carry settings in an OPML file; a title has one of OPML's own. */
export function settingAttributes(values: FeedSettings): (readonly [name: string, text: string])[] {
  return settingNames.flatMap((name) => {
    const { attribute, write } = settings[name];
    const value = values[name];
    return attribute === undefined || value === undefined
      ? []
      : [[attribute, write(value)] as const];
  });
}

/** What is to be written into a feed's row, so that it is watched like this. */
export function settingChanges(values: FeedSettings): FieldChanges<SettingFields> {
  const changes = settingNames.map((name) => {
    const value = values[name];
    return value === undefined ? {} : settings[name].toRow(value);
  });
  return Object.assign({}, ...changes);
}

/** The fields of a new feed's row. */
export function settingFields(values: FeedSettings): SettingFields {
  const unset = settingNames.map((name) => settings[name].unset);
  const fields: SettingFields = Object.assign({}, ...unset, settingChanges(values));
  return present(fields);
}

/** What was said of how the feed of this row is watched. */
export function settingsOf(row: SettingFields): FeedSettings {
  return present(Object.fromEntries(settingNames.map((name) => [name, settings[name].ofRow(row)])));
}

/** What `feeds show` says of a setting; undefined where it says it otherwise. */
export function settingFact(
  name: FeedSettingName,
  row: SettingFields,
): readonly [label: string, text: string | undefined] | undefined {
  const { fact } = settings[name];
  return fact && [fact.label, fact.text(row)];
}

/** What a setting is, and what may be said of it, for whom it is explained to. */
export function offeredFor(name: FeedSettingName): {
  readonly what: string;
  readonly offered: string;
} {
  const { option, offered } = settings[name];
  return { what: option?.help ?? offered, offered };
}

/** Reads what is said of one setting; undefined when it is none of what is offered. */
export function readSetting(name: FeedSettingName, text: string): FeedSettings | undefined {
  const value = settings[name].read(text);
  return value === undefined ? undefined : { [name]: value };
}

/** What a row says of a setting, as it is written; null where that is as if nothing was said. */
export function settingWritten(name: FeedSettingName, row: SettingFields): string | null {
  const { ofRow, write } = settings[name];
  const value = ofRow(row);
  return value === undefined || isDeepStrictEqual(value, ofRow(unsetFields)) ? null : write(value);
}

const unsetFields = settingFields({});

/** A text of a setting as its row would give it back: null where it is what holds without a word. */
export function settledText(name: FeedSettingName, text: string | null): string | null {
  const said = text === null ? undefined : readSetting(name, text);
  return settingWritten(name, settingFields(said ?? {}));
}

/** What to write for a text of a setting into this row; for null, as if nothing had been said. */
export function settingWrites(
  name: FeedSettingName,
  text: string | null,
  row: SettingFields,
): FieldChanges<SettingFields> {
  if (text !== null) return settingChanges(readSetting(name, text) ?? {});
  // What the setting has written, and nothing else that the same fields hold.
  const { toRow, ofRow, unset } = settings[name];
  const value = ofRow(row);
  const written = value === undefined ? [] : Object.keys(toRow(value));
  return Object.fromEntries(
    written.map((field) => [field, unset[field as keyof SettingFields]] as const),
  );
}

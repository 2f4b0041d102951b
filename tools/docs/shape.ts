/** The parts of JSON Schema that zod writes for the messages. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly $ref?: string;
}

/**
 * A schema as people read it: names, types, bounds.
 * @param names shapes that are described elsewhere, by their JSON text; they appear by name.
 */
export function shape(schema: JsonSchema, names: ReadonlyMap<string, string>, indent = '', top = true): string {
  const name = names.get(JSON.stringify(schema));
  if (name !== undefined && !top) {
    return name;
  }
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    return options.map((option) => shape(option, names, indent, false)).join(' | ');
  }
  switch (schema.type) {
    case 'object':
      return object(schema, names, indent);
    case 'array':
      return `${bracket(shape(schema.items ?? {}, names, indent, false))}[]${bounds(schema.minItems, schema.maxItems)}`;
    case 'string':
      return `string${bounds(schema.minLength, schema.maxLength)}`;
    case 'integer':
      return `integer${bounds(plain(schema.minimum), plain(schema.maximum))}`;
    case 'number':
      return `number${bounds(schema.minimum, schema.maximum)}`;
    default:
      return String(schema.type ?? 'any');
  }
}

function object(schema: JsonSchema, names: ReadonlyMap<string, string>, indent: string): string {
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const { additionalProperties } = schema;
    return typeof additionalProperties === 'object' ? `{ [key]: ${shape(additionalProperties, names, indent, false)} }` : '{}';
  }
  const inner = `${indent}  `;
  const lines = properties.map(([key, value]) => {
    const mark = schema.required?.includes(key) === true ? '' : '?';
    return `${inner}${key}${mark}: ${shape(value, names, inner, false)}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function bracket(text: string): string {
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})` : text;
}

/** Leaves out the bounds that every safe integer has. */
function plain(bound: number | undefined): number | undefined {
  return bound === undefined || Math.abs(bound) === Number.MAX_SAFE_INTEGER ? undefined : bound;
}

function bounds(least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) {
    return '';
  }
  return ` (${least ?? ''}…${most ?? ''})`;
}

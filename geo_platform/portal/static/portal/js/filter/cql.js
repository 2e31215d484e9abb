// A filter as people make it and the CQL2 text it is kept, shared and asked as.
//
// filter: groups that must all hold; group: conditions of which one must hold; condition: {field, op, values}.
// `read` answers null for a text that says more than that: it is then shown and edited as a text.

const COMPARE = { is: "=", not: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" };
const OF_SIGN = Object.fromEntries(Object.entries(COMPARE).map(([op, sign]) => [sign, op]));
const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const escaped = (text) => text.replace(/[\\%_]/g, "\\$&");
const unescaped = (text) => text.replace(/\\([\\%_])/g, "$1");

// -- writing

function literal(value, type) {
  if (type === "date") return `DATE('${value}')`;
  if (type === "boolean") return value === true || value === "true" ? "TRUE" : "FALSE";
  return type === "integer" || type === "number" ? String(Number(value)) : quoted(value);
}

const like = (field, pattern) => `CASEI(${field}) LIKE CASEI(${quoted(pattern)})`;

function condition({ field, op, values }, typeOf) {
  const type = typeOf(field);
  const [first, second] = values;
  const list = () => `(${values.map((value) => literal(value, type)).join(", ")})`;
  const many = values.length > 1;
  if (op === "is" && many) return `${field} IN ${list()}`;
  if (op === "not" && many) return `${field} NOT IN ${list()}`;
  if (op in COMPARE) return `${field} ${COMPARE[op]} ${literal(first, type)}`;
  if (op === "between") return `${field} BETWEEN ${literal(first, type)} AND ${literal(second, type)}`;
  if (op === "contains") return like(field, `%${escaped(first)}%`);
  if (op === "lacks") return `NOT ${like(field, `%${escaped(first)}%`)}`;
  if (op === "starts") return like(field, `${escaped(first)}%`);
  // A text that was not given is stored empty.
  if (type === "text" || type === "code") return `${field} ${op === "filled" ? "<>" : "="} ''`;
  return `${field} IS ${op === "filled" ? "NOT " : ""}NULL`;
}

/** The CQL2 text of a filter; typeOf(field name) is one of the types of `fields.json`. */
export function write(filter, typeOf) {
  const groups = filter.filter((group) => group.length).map((group) => group.map((one) => condition(one, typeOf)));
  return groups
    .map((parts) => (parts.length > 1 ? `(${parts.join(" OR ")})` : parts[0]))
    .join(" AND ");
}

// -- reading

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|("[^"]+"|[\p{L}_][\p{L}\p{N}_.]*)|(<>|<=|>=|[=<>(),]))/uy;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(text);
    const [, string, figure, word, sign] = match;
    if (string !== undefined) found.push({ kind: "text", value: string.slice(1, -1).replaceAll("''", "'") });
    else if (figure !== undefined) found.push({ kind: "number", value: Number(figure) });
    else if (word !== undefined) found.push({ kind: "word", value: word.replaceAll('"', "") });
    else found.push({ kind: "sign", value: sign });
  }
  return found;
}

class Reader {
  constructor(text) {
    this.tokens = tokens(text);
    this.at = 0;
  }

  is(word) {
    const token = this.tokens[this.at];
    return token !== undefined && token.kind !== "text" && String(token.value).toUpperCase() === word;
  }

  take(word) {
    if (!this.is(word)) return false;
    this.at += 1;
    return true;
  }

  need(word) {
    if (!this.take(word)) throw new SyntaxError(word);
  }

  next(kind) {
    const token = this.tokens[this.at++];
    if (token?.kind !== kind) throw new SyntaxError(kind);
    return token.value;
  }

  list(joint, one) {
    const found = [one()];
    while (this.take(joint)) found.push(one());
    return found;
  }

  /** (a OR b) AND c: a parenthesis is a group, and holds no AND. */
  filter() {
    const groups = this.list("AND", () => this.group());
    if (this.at < this.tokens.length) throw new SyntaxError("end");
    return groups;
  }

  group() {
    if (!this.take("(")) return [this.condition()];
    const conditions = this.list("OR", () => this.condition());
    this.need(")");
    return conditions;
  }

  condition() {
    if (this.take("NOT")) {
      const found = this.condition();
      if (found.op !== "contains") throw new SyntaxError("NOT");
      return { ...found, op: "lacks" };
    }
    if (this.take("CASEI")) return this.pattern();
    const field = this.next("word");
    if (this.take("IS")) {
      const op = this.take("NOT") ? "filled" : "empty";
      this.need("NULL");
      return { field, op, values: [] };
    }
    if (this.take("BETWEEN")) {
      const first = this.value();
      this.need("AND");
      return { field, op: "between", values: [first, this.value()] };
    }
    const not = this.take("NOT");
    if (this.take("IN")) {
      this.need("(");
      const values = this.list(",", () => this.value());
      this.need(")");
      return { field, op: not ? "not" : "is", values };
    }
    const op = OF_SIGN[this.next("sign")];
    if (not || !op) throw new SyntaxError(field);
    const value = this.value();
    if (value === "" && (op === "is" || op === "not")) return { field, op: op === "is" ? "empty" : "filled", values: [] };
    return { field, op, values: [value] };
  }

  pattern() {
    this.need("(");
    const field = this.next("word");
    for (const word of [")", "LIKE", "CASEI", "("]) this.need(word);
    const text = this.next("text");
    this.need(")");
    const [, before, inside, after] = /^(%?)((?:[^%_\\]|\\[\\%_])*)(%?)$/s.exec(text) ?? [];
    if (!after) throw new SyntaxError(text);
    return { field, op: before ? "contains" : "starts", values: [unescaped(inside)] };
  }

  value() {
    if (this.take("TRUE")) return true;
    if (this.take("FALSE")) return false;
    if (this.take("DATE")) {
      this.need("(");
      const day = this.next("text");
      this.need(")");
      return day;
    }
    const token = this.tokens[this.at++];
    if (token?.kind !== "text" && token?.kind !== "number") throw new SyntaxError("value");
    return token.value;
  }
}

/** Groups of conditions, [] for no filter, or null when the text says more than chips can. */
export function read(text) {
  if (!text.trim()) return [];
  try {
    return new Reader(text).filter();
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Records lying in a zone: a GeoJSON polygon. */
export function inZone(geometry) {
  const rings = geometry.coordinates.map((ring) => `(${ring.map((point) => point.join(" ")).join(", ")})`);
  return `S_INTERSECTS(geometry, POLYGON(${rings.join(", ")}))`;
}

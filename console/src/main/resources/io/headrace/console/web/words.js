// Numbers as people read them, each with its unit.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** 1,234,567 */
export function count(value) {
  return whole.format(value);
}

/** Three digits that matter. */
function digits(value) {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return whole.format(value);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** 1.23 M */
export function rough(value) {
  if (value >= 1e9) return digits(value / 1e9) + " G";
  if (value >= 1e6) return digits(value / 1e6) + " M";
  if (value >= 1e4) return digits(value / 1e3) + " k";
  return value >= 100 ? whole.format(value) : String(Math.round(value * 10) / 10);
}

export function perSecond(value) {
  return value === null || value === undefined ? "–" : rough(value) + "/s";
}

/** Of milliseconds: 420 µs, 1.24 ms, 3.2 s. */
export function time(millis) {
  if (millis === null || millis === undefined) return "–";
  if (millis >= 60000) return digits(millis / 60000) + " min";
  if (millis >= 1000) return digits(millis / 1000) + " s";
  if (millis >= 1) return digits(millis) + " ms";
  return millis === 0 ? "0 ms" : Math.max(1, Math.round(millis * 1000)) + " µs";
}

export function bytes(value) {
  if (value >= 1 << 30) return digits(value / (1 << 30)) + " GiB";
  if (value >= 1 << 20) return digits(value / (1 << 20)) + " MiB";
  if (value >= 1 << 10) return digits(value / (1 << 10)) + " KiB";
  return whole.format(value) + " B";
}

export function percent(share) {
  if (share === null || share === undefined) return "–";
  const value = share * 100;
  return (value >= 10 || value === 0 ? Math.round(value) : value.toFixed(1)) + " %";
}

/** The time of day, with milliseconds where batches are short. */
export function clock(millis, withMillis) {
  const when = new Date(millis);
  const two = (n) => String(n).padStart(2, "0");
  const text = two(when.getHours()) + ":" + two(when.getMinutes()) + ":" + two(when.getSeconds());
  return withMillis ? text + "." + String(when.getMilliseconds()).padStart(3, "0") : text;
}

export function up(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  if (seconds < 120) return seconds + " s";
  if (seconds < 7200) return Math.floor(seconds / 60) + " min";
  if (seconds < 172800) return Math.floor(seconds / 3600) + " h";
  return Math.floor(seconds / 86400) + " days";
}

/**
 * "words", countByValue at Demo.main (Demo.java:8): the name that the user gave, or else the operation; and the rest of it, which says
 * where it was written.
 */
export function split(label) {
  const at = label.lastIndexOf(" at ");
  const what = at < 0 ? label : label.substring(0, at);
  const site = at < 0 ? "" : label.substring(at + 4);
  const line = /\(([^()]*)\)$/.exec(site);
  const where = line ? line[1] : site;
  const named = /^"(.*)", ([^"]*)$/s.exec(what);
  return named ? [named[1], named[2] + " · " + where] : [what, where];
}

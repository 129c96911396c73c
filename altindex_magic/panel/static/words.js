// Sizes, times and lists for a tired person.

/** Write a size as pip does: 3.4 MB. */
export function size(octets) {
  let amount = octets;
  for (const unit of ["bytes", "kB", "MB"]) {
    if (amount < 999.5) {
      return `${unit !== "bytes" && amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
    }
    amount /= 1000;
  }
  return `${amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} GB`;
}

/** Say in one sentence what is in use. */
export function inUse({ names: used, rows, only, unusable }) {
  if (unusable) {
    return `Every name is refused: ${unusable}`;
  }
  if (!used.length) {
    return "No index is in use: pip and uv obey their own settings.";
  }
  const last = rows.find(({ index, active }) => index.default && active)?.index.name;
  const end = only ? ", and no other index" : last ? `, then the default index ${last}` : "";
  return `In use: ${used.filter((name) => name !== last).join(", then ") || "nothing"}${end}.`;
}

/** Write a time: 42 ms, 1.3 s. */
export function duration(seconds) {
  const milliseconds = Math.round(seconds * 1000);
  return milliseconds < 1000 ? `${Math.max(milliseconds, 1)} ms` : `${seconds.toFixed(1)} s`;
}

/** Count things: 1 file, 3 indexes. */
export function count(number, noun) {
  return `${number.toLocaleString()} ${number === 1 ? noun : noun.endsWith("x") ? `${noun}es` : `${noun}s`}`;
}

/** List names, and count those beyond the first few. */
export function names(list, most = 8) {
  const shown = list.slice(0, most).join(", ");
  return list.length > most ? `${shown} and ${list.length - most} more` : shown;
}

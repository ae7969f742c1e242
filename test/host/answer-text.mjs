/**
 * @typedef {object} Answer
 * @property {number} index place in the conversation
 * @property {string} author who answered, e.g. "DevOps Engineer"
 * @property {string} text what a person sees: paragraphs, code, table cells (tab between), buttons; without
 *   "Used N references"
 * @property {string} folded what VS Code folded away under "Completed N steps"
 * @property {boolean} complete false while the answer is being written
 * @property {string | undefined} error the message of the red or yellow box, where there is one
 */

/**
 * Reads the answers that are drawn in the chat list. Runs in the page.
 *
 * @param {Element[]} rows the `.interactive-response` elements
 * @returns {Answer[]}
 */
export function readAnswers(rows) {
  const BLOCKS = new Set("P DIV LI TR PRE TABLE UL OL H1 H2 H3 H4 H5 H6 BLOCKQUOTE HR DETAILS".split(" "));
  const SKIPPED =
    ".chat-mcp-servers-interaction, .interactive-result-code-block-toolbar, .interactive-result-vulns," +
    ".progress-container, .shadow, .monaco-toolbar, style, script";
  /** @param {Element} editor @returns {string} its lines: drawn in any order, so sorted by place */
  const code = (editor) =>
    [...editor.querySelectorAll(".view-line")]
      .map((line) => ({
        top: Number.parseFloat(/** @type {any} */ (line).style.top),
        text: line.textContent ?? "",
      }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text)
      .join("\n");
  /** @param {Node} node @param {string} except selector of what is left out @returns {string} */
  const read = (node, except) => {
    if (node.nodeType === 3) {
      const layout = /^(?:TABLE|THEAD|TBODY|TR|UL|OL)$/.test(node.parentElement?.tagName ?? "");
      return layout ? "" : (node.nodeValue ?? "");
    }
    if (node.nodeType !== 1) return "";
    const element = /** @type {Element} */ (node);
    if (element.matches(SKIPPED) || (except && element.matches(except))) return "";
    if (/** @type {any} */ (element).style?.display === "none") return "";
    if (element.classList.contains("monaco-editor")) return `\n${code(element)}\n`;
    if (element.tagName === "BR") return "\n";
    const inner = [...element.childNodes].map((child) => read(child, except)).join("");
    if (element.tagName === "TD" || element.tagName === "TH") return `${inner.trim()}\t`;
    return BLOCKS.has(element.tagName) ? `\n${inner}\n` : inner;
  };
  /** @param {string} text */
  const tidy = (text) =>
    text
      .replace(/\u00a0/g, " ")
      .replace(/\u200b|\u200c|\u200d|\u2060/g, "")
      .replace(/[ \t]+\n/g, "\n")
      .replace(/\n{2,}/g, "\n")
      .trim();
  return rows.map((row) => {
    const value = row.querySelector(":scope > .value") ?? row;
    const folded = value.querySelector(":scope > .completed-response-disclosure");
    const error = value.querySelector(".chat-notification-widget, .chat-quota-error-widget");
    return {
      index: Number(row.closest(".monaco-list-row")?.getAttribute("data-index") ?? -1),
      author: tidy(row.querySelector(".header .username")?.textContent ?? ""),
      text: tidy(read(value, ".completed-response-disclosure, .chat-used-context")),
      folded: folded ? tidy(read(folded, "")) : "",
      complete: !row.classList.contains("chat-response-loading"),
      error: error ? tidy(error.textContent ?? "") : undefined,
    };
  });
}

/**
 * @typedef {object} Link
 * @property {string} text
 * @property {string} href where it leads: a web address, or for a place in a file its URI with "#line,column"
 * @property {boolean} file whether it is a place in a file (an anchor of the answer)
 */

/**
 * Reads the links of an answer. Runs in the page.
 *
 * @param {Element} row an `.interactive-response` element
 * @returns {Link[]}
 */
export function readLinks(row) {
  const links = [...row.querySelectorAll(":scope > .value a")].filter(
    (link) => link.getAttribute("data-href") || link.getAttribute("href"),
  );
  return links.map((link) => ({
    text: (link.textContent ?? "").replace(/[\u00a0\s]+/g, " ").trim(),
    href: decodeURIComponent(link.getAttribute("data-href") || link.getAttribute("href") || ""),
    file: link.classList.contains("chat-inline-anchor-widget"),
  }));
}

"""Pages under strain: a long name of the organisation, and the text spacing that people may set (WCAG 1.4.12)."""

from collections.abc import Iterator

from playwright.sync_api import Page

# Sixty letters each: many words, and one word.
LONG_NAMES = (
    "Northern Lakes, Dales and Coast Mental Health Care Partnership",
    "Donaudampfschifffahrtsgesellschaftskrankenhausverwaltungsrates",
)
RENAME = """name => {
  const brand = document.querySelector('.brand bdi');
  if (!brand) return;
  const now = brand.textContent.trim();
  brand.parentElement.classList.add('brand--long');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.includes(now)) node.data = node.data.replaceAll(now, name);
  }
}"""
# No style element and no style attribute: the page's own rules would refuse both.
SPACE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
UNSPACE = "() => { document.adoptedStyleSheets = []; }"
# Words that are cut off, or that run out of a box of a fixed size into what is beside it.
CUT = """() => [...document.querySelectorAll('body *')].filter(element => {
  const own = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const box = element.getBoundingClientRect();
  if (!own || box.width <= 1 || box.height <= 1 || element.matches('textarea, select, option')) return false;
  const style = getComputedStyle(element);
  if (style.display === 'inline' || style.visibility === 'hidden') return false;
  for (let around = element; around; around = around.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(around).overflowX)) return false;
  }
  return element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2;
}).map(element => `${element.localName}.${element.className}: ${element.textContent.trim().slice(0, 30)}`)"""
# How far down the main part begins, where the page has a menu.
HEADER = "(document.querySelector('.menu') ? document.querySelector('main').getBoundingClientRect().top : 0)"
# Of 740 pixels.
QUARTER_OF_A_PHONE = 185
# Without the notice above it that a practice copy has.
HEADER_ALONE = f"{HEADER} && {HEADER} - document.querySelector('.header').getBoundingClientRect().top"
WIDTH = "document.documentElement.scrollWidth - window.innerWidth"
WIDE_SELECTS = """() => [...document.querySelectorAll('select')].filter(element => {
  const box = element.getBoundingClientRect();
  const around = element.parentElement.getBoundingClientRect();
  return box.width && (box.right > around.right + 1 || box.left < around.left - 1);
}).map(element => element.name)"""


def faults(page: Page) -> Iterator[str]:
    """Yield what does not fit into a window of 320 pixels, with either long name and with wide spacing."""
    page.set_viewport_size({"width": 320, "height": 900})
    for select in page.evaluate(WIDE_SELECTS):
        yield f"the choice {select} is wider than what is around it"
    page.evaluate(SPACE)
    yield from _out(page, "with wide text spacing")
    for line in page.evaluate(CUT):
        yield f"words are cut with wide text spacing: {line}"
    page.evaluate(UNSPACE)
    for name in LONG_NAMES:
        # The second replaces the first: the name is read from the page again.
        page.evaluate(RENAME, name)
        yield from _out(page, f"with the name {name}")
        if page.evaluate(HEADER_ALONE) > QUARTER_OF_A_PHONE:
            yield f"the header takes more than a quarter of a phone with the name {name}"


def _out(page: Page, told: str) -> Iterator[str]:
    if page.evaluate(WIDTH) > 1:
        yield f"runs out of the window {told}"

"""How pages of a site become pages of a book, on a site of two pages written here."""

import html
import random
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import lxml.etree
import pytest

pytest.importorskip("pikepdf")
from pakiran import zips
from pakiran.editions import book, downloads, epub, offline, pdf

ROOT = Path(__file__).resolve().parent.parent
NAV = """<nav class="bd-docs-nav"><ul><li><a class="reference internal" href="{home}">Home</a></li></ul>
<p class="caption">Part one</p><ul><li><a class="reference internal" href="{first}"> The
first </a></li></ul></nav>"""
HOME = """<html><head><link rel="canonical" href="https://book.invalid/base/chapters/index.html"></head><body>
{nav}<article class="bd-article"><section id="home"><h1>Home<a class="headerlink" href="#home">#</a></h1>
<p><a href="appendix/first.html#int-01">a claim</a> <a href="../data/events.csv">a file</a> <a href="https://x.invalid/">out</a></p>
<section id="take-it-with-you"></section></section></article></body></html>"""
FIRST = """<html lang="en"><body>{nav}<article class="bd-article"><section id="first"><h1>The first</h1>
<p id="int-01">Source: روزنامه ایران and روزنامہ جنگ.</p>
<ul><li>خبر (news agency, language ar)</li></ul>
<figure class="pk-figure" id="a-chart"><figcaption><p class="pk-title">Fig. 1 A chart</p></figcaption>
<div class="pk-chart"><div class="pk-still"><svg class="pk-wide" viewBox="0 0 1 1"><g fill="var(--pk-paper, #fff)"></g></svg>
<svg class="pk-narrow"></svg></div><script type="application/json">{{"signals": [{{"bind": {{}}}}]}}</script></div>
<details><summary>Data</summary><p>1</p></details></figure>
<details><summary>Solution</summary><p>It is four.</p></details>
<details><summary>1 source</summary><ul class="pk-source-list"><li id="source-a"><a href="https://a.invalid/">A</a></li></ul></details>
<p>{text}</p></section></article></body></html>"""


@pytest.fixture
def site(tmp_path):
    """A function that writes the site and returns its folder; `text` goes to the end of the first page."""

    def write(text=""):
        (tmp_path / "chapters/appendix").mkdir(parents=True, exist_ok=True)
        (tmp_path / "index.html").write_text('<meta http-equiv="Refresh" content="0; url=chapters/index.html" />')
        nav = NAV.format(home="#", first="appendix/first.html")
        (tmp_path / "chapters/index.html").write_text(HOME.format(nav=nav))
        nav = NAV.format(home="../index.html", first="#")
        (tmp_path / "chapters/appendix/first.html").write_text(FIRST.format(nav=nav, text=text))
        return tmp_path

    return write


def test_pages_stand_in_the_order_of_the_contents(site):
    found = book.read(site())
    assert [(page.path, page.title, page.part, page.slug) for page in found.pages] == [
        ("chapters/index.html", "Home", "", "index"),
        ("chapters/appendix/first.html", "The first", "Part one", "appendix-first"),
    ]
    assert found.address == "https://book.invalid/base/"
    assert found.pages[0].body.h1.get_text() == "Home"


def test_scripts_that_are_no_latin_carry_language_and_direction(site):
    marks = book.read(site()).pages[1].body.select("bdi")
    assert [(mark["lang"], mark["dir"], mark.get_text()) for mark in marks] == [
        ("fa", "rtl", "روزنامه ایران"),
        ("ur", "rtl", "روزنامہ جنگ"),
        ("ar", "rtl", "خبر"),
    ]


def test_drawings_survive_as_they_were(site):
    found = book.read(site())
    assert '<svg class="pk-wide" viewBox="0 0 1 1">' in found.restore(str(found.pages[1].body))


def test_paper_folds_nothing_and_prints_lists_once(site):
    text = pdf.document(book.read(site()))
    assert "It is four." in text and '<details open="">' in text
    assert "<summary>Data</summary>" not in text and "pk-narrow" not in text.split("</style>")[1]
    assert '1 source: <a href="#list-of-sources">in the list of sources</a>' in text
    assert text.count('id="source-a"') == 1 and "https://a.invalid/</span>" in text


def test_links_lead_inside_the_document_or_to_the_site(site):
    text = pdf.document(book.read(site()))
    assert 'href="#appendix-first--int-01"' in text and 'id="appendix-first--int-01"' in text
    assert 'href="https://book.invalid/base/data/events.csv"' in text and 'href="https://x.invalid/"' in text
    assert "https://book.invalid/base/chapters/appendix/first.html#a-chart" in text  # the live form of the explorer


def test_a_link_to_no_place_stops_the_pdf(site):
    with pytest.raises(ValueError, match=r"#nowhere of chapters/index\.html"):
        pdf.document(book.read(site('<a href="../index.html#nowhere">x</a>')))


def test_numbers_of_pages_go_into_the_contents():
    assert pdf._number(pdf.NUMBER.format("a") + pdf.NUMBER.format("b"), {"a": 7, "b": 12}) == (
        '<span class="number" data-of="a">7</span><span class="number" data-of="b">12</span>'
    )


def test_epub_is_xml_with_its_media_type_first(site, tmp_path):
    file = epub.make(book.read(site("a<br>b &amp; c")), tmp_path / "epub")
    with zipfile.ZipFile(file) as made:
        assert made.infolist()[0].filename == "mimetype" and made.infolist()[0].compress_type == zipfile.ZIP_STORED
        page = made.read("EPUB/appendix-first.xhtml").decode()
    assert "a<br/>b &amp; c" in page and 'lang="fa" xml:lang="fa"' in page.replace(' dir="rtl"', "")
    assert '<g fill="#fff" style="fill: var(--pk-paper, #fff)">' in page
    assert 'href="appendix-first.xhtml#int-01"' in zipfile.ZipFile(file).read("EPUB/index.xhtml").decode()


@pytest.mark.parametrize("hostile", ['</p></section><script>alert(1)</script>', '"><img src=x onerror="alert(1)">', '<i class="pk-wide" data-drawing="0"></i>', "]]>--><svg onload=alert(1)>", "&lt;script&gt;"])  # fmt: skip
def test_markup_in_a_text_is_text_in_an_epub(site, tmp_path, hostile):
    folder, shown = site(html.escape(hostile)), html.escape(hostile, quote=False)
    for name in ("index.html", "appendix/first.html"):
        file = folder / "chapters" / name
        file.write_text(
            file.read_text().replace("The\nfirst ", html.escape(hostile)).replace("Fig. 1", f"Fig. 1 {shown}")
        )
    made = epub.make(book.read(folder), tmp_path / "epub")
    with zipfile.ZipFile(made) as archive:
        pages = {
            name: lxml.etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xhtml", ".opf"))
        }
    for page in pages.values():
        assert not [node for node in page.iter() if set(node.attrib) & {"onerror", "onload"} or lxml.etree.QName(node).localname in ("script", "img")]  # fmt: skip
    assert all(hostile in "".join(pages[f"EPUB/{name}.xhtml"].itertext()) for name in ("contents", "appendix-first"))


def test_offline_edition_leaves_out_the_editions_and_their_links(site, tmp_path):
    folder = site()
    (tmp_path / "built/pdf").mkdir(parents=True)
    (tmp_path / "built/pdf/pakiran-9.pdf").write_bytes(b"x" * 2_400_000)
    (tmp_path / "built/course").mkdir()
    for name in ("student.zip", "instructor.zip"):
        (tmp_path / "built/course" / name).write_bytes(b"x")
    downloads.place(folder, tmp_path / "built")
    (folder / "downloads/pakiran.sqlite").write_bytes(b"tables")
    page = (folder / "chapters/index.html").read_text()
    assert '<a href="../downloads/pakiran-9.pdf" download>PDF</a> (2.4 MB)' in page
    assert "-student.zip" in page and "instructor" not in page  # the answers stay with the teacher
    assert len(list((folder / "downloads").glob("*.zip"))) == 1
    file = offline.make(book.read(folder), folder, tmp_path / "out")
    with zipfile.ZipFile(file) as made:
        held = [name.split("/", 1)[1] for name in made.namelist() if "downloads" in name]
        assert held == ["downloads/pakiran.sqlite"]  # tables and figures to take away stay
        home = next(name for name in made.namelist() if name.endswith("chapters/index.html"))
        assert "Take it with you" not in made.read(home).decode()


def test_a_landing_page_without_a_place_for_links_is_an_error():
    with pytest.raises(ValueError, match="take-it-with-you"):
        downloads.fill("<p>Welcome</p>", [], None)


def test_bytes_of_an_archive_depend_on_content_only(tmp_path):
    for name in ("a.zip", "b.zip"):
        zips.write(tmp_path / name, [("x/one.txt", "1"), ("x/two.bin", b"2")], "2024-01-18")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert zipfile.ZipFile(tmp_path / "a.zip").infolist()[0].date_time == (2024, 1, 18, 0, 0, 0)


# --- what stops half-way -----------------------------------------------------------------------

CLEAN = {"PATH": "/nowhere", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nowhere"}


def editions(edition, folder, out, before=(), limit=None, **env):
    """Run the command as `make` does; no file may grow beyond `limit` bytes, as on a full disk."""
    full = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))) if limit else None
    command = [*before, sys.executable, "-m", "pakiran.editions", edition, "--site", str(folder), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=full, env=CLEAN | env, cwd=out, timeout=120)  # fmt: skip


def stands(folder) -> dict:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("edition", ["epub", "downloads"])
def test_a_full_disk_leaves_the_last_edition_whole(site, tmp_path, edition):
    out = tmp_path / "out"
    for kind, name in (("epub", "pakiran-1.epub"), ("offline", "pakiran-1-offline.zip")):
        (out / kind).mkdir(parents=True)
        (out / kind / name).write_bytes(b"good" * 2000)
    folder = site(f"{random.Random(1).randbytes(9000).hex()}")
    before = stands(folder)
    done = editions(edition, folder, out, limit=2048)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"{edition} was not made: File too large") and done.stderr.count("\n") == 1
    assert stands(folder) == before
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]  # no draft is left


def test_without_a_browser_the_pdf_says_what_it_needs(site, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    done = editions("pdf", site(), out, PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "none"))
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "pdf was not made: it needs Chromium or Chrome" in done.stderr and list(out.iterdir()) == []


def test_without_a_site_an_edition_names_what_is_missing(tmp_path):
    done = editions("epub", tmp_path / "none", tmp_path)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "No such file or directory" in done.stderr and list(tmp_path.iterdir()) == []


def test_editions_need_no_network(site, tmp_path):
    alone = ["/usr/bin/unshare", "--map-root-user", "--net"]
    if not Path(alone[0]).exists() or subprocess.run([*alone, "/bin/true"], capture_output=True).returncode:
        pytest.skip("this machine cannot take the network from a program")
    out, folder = tmp_path / "out", site()
    out.mkdir()
    assert editions("epub", folder, out, before=alone).returncode == 0 and len(stands(out)) == 1

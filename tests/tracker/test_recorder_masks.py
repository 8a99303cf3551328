"""What of a page is never recorded (spec 01b, section 2; stricter than Umami where it lets inputs through)."""

import json

import pytest

from tests.tracker.recording import open_recorded

KINDS = (
    "text", "password", "email", "search", "tel", "url", "number", "date", "datetime-local", "month", "time", "week",
    "hidden", "file", "none-such",
)
# What a visitor would type into each kind of input.
TYPED = {
    "text": "Secret words", "password": "Secret words", "email": "secret@words.example", "search": "Secret words",
    "tel": "555987654", "url": "https://secret.words.example/", "number": "987654", "date": "1987-06-05",
    "datetime-local": "1987-06-05T04:03", "month": "1987-06", "time": "04:03", "week": "1987-W06",
    "none-such": "Secret words",
}
SECRETS = ("ecret", "987", "1987", "04:03")


def inputs(value: str = "") -> str:
    return "".join(f'<input id="{kind}" type="{kind}" {value}>' for kind in KINDS)


def values_of(chunks, identity):
    """All values that are told of the element with this id: at first, as attribute, and as it changed."""
    numbers, found = set(), []

    def walk(node):
        if node.get("attributes", {}).get("id") == identity:
            numbers.add(node["id"])
            found.append(node["attributes"].get("value"))
        for child in node.get("childNodes", []):
            walk(child)

    for event in (event for chunk in chunks for event in chunk):
        data = event["data"]
        if "node" in data:
            walk(data["node"])
        for added in data.get("adds", []):
            walk(added["node"])
        found += [change["attributes"].get("value") for change in data.get("attributes", []) if change["id"] in numbers]
        if "text" in data and data["id"] in numbers:
            found.append(data["text"])
    return [value for value in found if value is not None]


@pytest.mark.parametrize("level", ["", "data-mask-level=moderate", "data-mask-level=strict", "data-mask-level=none"])
async def test_what_is_typed_is_never_sent(site, level):
    recording = await open_recorded(
        site, level, body=inputs() + "<textarea></textarea><p contenteditable></p><div contenteditable=plaintext-only>",
    )
    for kind, text in TYPED.items():
        await recording.page.fill(f"#{kind}", text)
    for place in ("textarea", "p", "div"):
        await recording.page.click(place)
        await recording.page.keyboard.type("Secret words")
    await recording.page.set_input_files(
        "#file", {"name": "secret-words.pdf", "mimeType": "text/plain", "buffer": b"Secret words"},
    )
    text = await recording.sent_text()
    assert [secret for secret in SECRETS if secret in text] == []
    chunks = await recording.chunks()
    # Not by being left out: that something was typed, and how much, can be seen.
    for kind, typed in TYPED.items():
        assert values_of(chunks, kind)[-1] == "*" * len(typed), kind
    assert text.count("****** *****") >= 2


async def test_what_the_page_filled_in_is_never_sent(site):
    recording = await open_recorded(site, body=f"""
        {inputs('value="Secret words"').replace('type="file" value="Secret words"', 'type="file"')}
        <textarea>Secret words</textarea><p contenteditable>Secret words</p>
        <input id=shout TYPE=TEXT value="Secret words"><input id=bare value="Secret words">
    """)
    await recording.page.evaluate("""() => {
        // Emptied: rrweb by itself then tells the value that the page came with.
        for (const element of document.querySelectorAll('input:not([type=file]),textarea')) element.value = '';
        pass(30001);
    }""")
    await recording.change(2)
    text = await recording.sent_text()
    assert "ecret" not in text
    assert values_of(await recording.chunks(), "text") == ["*" * 12, "", "*" * 12]


@pytest.mark.parametrize("change", [
    "text.value = 'Secret words'",
    "text.setAttribute('value', 'Secret words')",
    "hidden.setAttribute('value', 'Secret words')",
    "hidden.value = 'Secret words'",
    "area.value = 'Secret words'",
    "area.textContent = 'Secret words'",
    "area.append('Secret words')",
    "area.defaultValue = 'Secret words'",
    "password.value = 'Secret words'; password.type = 'text'; password.value = 'Secret words again'",
    "editable.textContent = 'Secret words'",
    "editable.innerHTML = '<b>fat</b> <i>Secret <u>words</u></i>'; editable.firstChild.firstChild.data = 'Secret'",
    "document.body.insertAdjacentHTML('beforeend', '<input value=\"Secret words\">')",
    "document.body.insertAdjacentHTML('beforeend', '<input id=new value=\"Secret words\">'); window.new.value = ''",
    "document.body.insertAdjacentHTML('beforeend', '<p><textarea>Secret words</textarea>')",
    "document.body.insertAdjacentHTML('beforeend', '<div contenteditable>Secret words')",
    "document.body.attachShadow({mode: 'open'}).innerHTML = '<input value=\"Secret words\">'",
    "frame.contentDocument.body.innerHTML = '<input value=\"Secret words\"><textarea>Secret words</textarea>'",
    "choice.value = 'Secret words'; choice.dispatchEvent(new Event('change', {bubbles: true}))",
])
async def test_what_scripts_put_into_inputs_is_never_sent(site, change):
    recording = await open_recorded(site, body="""
        <input id=text><input type=hidden id=hidden><input type=password id=password><textarea id=area></textarea>
        <p contenteditable id=editable>Was</p><iframe id=frame></iframe>
        <select id=choice><option>One<option value="&#83;ecret words">Two</select>
    """.replace("&#83;ecret words", "Secret words" if "choice" in change else "Other"))
    # Loaded frames are recorded after a turn of the loop, which the page's clock holds.
    await recording.run_for(10_000)
    await recording.page.evaluate(f"{{ {change}; void 0 }}")
    await recording.page.evaluate("new Promise(resolve => requestAnimationFrame(resolve))")
    await recording.run_for(10_000)
    chunks = await recording.chunks()
    assert len(chunks) == 2, "the change was recorded"
    assert "ecret" not in json.dumps(chunks[1])
    assert "*" in json.dumps(chunks[1])


async def test_ticks_and_choices_are_never_sent(site):
    recording = await open_recorded(site, body="""
        <input type=checkbox id=old checked><input type=checkbox id=new><input type=radio name=r checked value=a>
        <input type=radio name=r id=other value=b><select><option>One<option selected>Two</select>
    """)
    await recording.page.check("#new")
    await recording.page.check("#other")
    await recording.page.uncheck("#old")
    await recording.page.select_option("select", "One")
    await recording.page.evaluate("document.getElementById('new').setAttribute('checked', '')")
    await recording.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input type=checkbox checked>')")
    text = await recording.sent_text()
    assert '"checked"' not in text and '"selected"' not in text and '"isChecked":true' not in text
    assert text.count('"isChecked":false') >= 4


async def test_moderate_leaves_the_words_of_the_page_readable(site):
    recording = await open_recorded(
        site, body="<h1>Open words</h1><p>More words</p><button>Buy</button><input type=submit value='Send it'>",
    )
    await recording.page.evaluate("document.querySelector('p').append(' and more')")
    text = await recording.sent_text()
    for words in ("Shop", "Open words", "More words", " and more", "Buy", "Send it"):
        assert words in text


async def test_strict_masks_all_text_and_keeps_the_looks(site):
    recording = await open_recorded(
        site, "data-mask-level=strict", head="<style>h1 { color: rgb(1, 2, 3) }</style>",
        body="<h1>Secret words</h1><p>Was</p><button>Secret</button><iframe srcdoc='Secret'></iframe>",
    )
    await recording.page.evaluate("""() => {
        document.querySelector('p').append('Secret and more');
        document.querySelector('h1').firstChild.data = 'Secret anew';
        document.body.insertAdjacentHTML('beforeend', '<div>Secret <b>thing</b></div>');
        document.title = 'Secret title';
    }""")
    text = await recording.sent_text()
    assert "ecret" not in text and "Shop" not in text
    assert "****** *****" in text and "rgb(1, 2, 3)" in text


@pytest.mark.parametrize("attributes, marks", [
    ('data-block-selector=".private, #inner"', "class=private"), ("", "class=rr-block"),
    ("data-block-selector='[data-private]'", "data-private"),
])
async def test_blocked_elements_are_empty_boxes(site, attributes, marks):
    recording = await open_recorded(site, attributes, body=f"""
        <p>Open words</p><div {marks} style="width:50px;height:40px"><b>Secret words</b><input id=typed></div><p id=end>
    """)
    await recording.page.fill("#typed", "Secret words")
    # Text beside and within blocked elements: the rrweb of Umami loses the former.
    await recording.page.evaluate(f"""() => {{
        document.querySelector('b').append('Secret too');
        document.querySelector('b').firstChild.data = 'Secret three';
        document.querySelector('b').setAttribute('title', 'Secret four');
        document.querySelector('#end').append('Added words');
        document.querySelector('#end').insertAdjacentHTML('afterend', '<i {marks}>Secret five</i><s>Added more</s>');
    }}""")
    text = await recording.sent_text()
    assert "ecret" not in text
    for words in ("Open words", "Added words", "Added more", '"rr_width":"50px","rr_height":"40px"'):
        assert words in text
    assert await recording.errors() == []


async def test_a_block_selector_that_cannot_be_read_records_nothing_and_says_so(site):
    # rrweb takes it for one that matches nothing: what was meant to be private would be recorded.
    recording = await open_recorded(site, 'data-block-selector=".private,"', body="<p class=private>Secret</p>")
    await recording.change()
    await recording.run_for(60_000)
    assert await recording.requests() == []
    error, = await recording.errors()
    assert "'.private,' is not a valid selector" in error


async def test_marks_of_rrweb_mask_text_and_ignore_inputs(site):
    recording = await open_recorded(site, body="<p class=rr-mask>Secret</p><input id=typed class=rr-ignore>")
    await recording.run_for(10_000)
    await recording.page.fill("#typed", "Secret words")
    text = await recording.sent_text()
    assert "ecret" not in text and "******" in text
    assert values_of((await recording.chunks())[1:], "typed") == []


async def test_what_a_page_says_to_machines_is_left_out(site):
    names = ("description", "keywords", "robots", "author", "generator", "google-site-verification", "twitter:card")
    metas = "".join(f'<meta name="{name}" content="Needless">' for name in names)
    recording = await open_recorded(
        site, head=f'{metas}<meta property="og:title" content="Needless"><meta http-equiv="x-ua" content="Needless">'
        "<script>const needless = 'Needless'</script><!-- Needless --><meta name=viewport content=kept>",
    )
    text = await recording.sent_text()
    assert "Needless" not in text
    assert '"content":"kept"' in text

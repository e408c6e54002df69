"""What people type: kept as typed, refused with a sentence of ours, never trusted."""

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField, TextAreaField

from portal.kernel.errors import Conflict, Invalid
from portal.kernel.languages import Text
from portal.web.forms import (
    AtMost,
    MayBeEmpty,
    Needed,
    PortalForm,
    Ticked,
    mail_address,
    one_line,
    plain_text,
    stripped,
    web_address,
)


class Sample(PortalForm):
    class Meta:
        csrf = False

    name = StringField("Name", [Needed(), one_line, AtMost(10)])
    note = TextAreaField("Note", [MayBeEmpty(), plain_text])
    mail = StringField("Mail", [MayBeEmpty(), mail_address])
    site = StringField("Site", [MayBeEmpty(), web_address])
    agreed = BooleanField("Agreed", [Ticked()])


@pytest.fixture
def send(app):
    """Send the sample form; gives it back after its checks."""

    def sent(lang="en", **fields):
        fields = {"name": "김수진", "agreed": "y", **fields}
        data = MultiDict({key: value for key, value in fields.items() if value is not None})
        with app.test_request_context("/", method="POST", data=data):
            with force_locale({"zh": "zh_Hans_CN"}.get(lang, lang)):
                form = Sample()
                form.validate_on_submit()
                form.errors_now = {name: [str(e) for e in es] for name, es in form.errors.items()}
            return form

    return sent


def test_a_good_form_is_good(send):
    form = send(note="two\nlines", mail="kim@company.example", site="https://company.example")
    assert form.errors_now == {}
    assert form.status == 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Please fill this in."),
        ("name", "  \u3000 ", "Please fill this in."),
        ("name", None, "Please fill this in."),
        ("name", "x" * 11, "At most 10 characters, please."),
        ("name", "two\nlines", "Please write this in one line."),
        ("name", "two\u2028lines", "Please write this in one line."),
        ("name", "a\x00b", "Please remove the invisible control characters."),
        ("note", "a\x1bb", "Please remove the invisible control characters."),
        ("mail", "kim", "Please write an e-mail address such as name@company.com."),
        ("mail", "kim@", "Please write an e-mail address such as name@company.com."),
        ("mail", "kim@x.example\nBcc: y", "Please write this in one line."),
        ("site", "javascript:alert(1)", "Please write a web address such as www.company.com."),
        ("site", "JaVaScRiPt:alert(1)", "Please write a web address such as www.company.com."),
        ("site", "ftp://x.example", "Please write a web address such as www.company.com."),
        ("site", "nowhere", "Please write a web address such as www.company.com."),
        (
            "site",
            "https://x.example:99999/",
            "Please write a web address such as www.company.com.",
        ),
        ("site", "https://x.example:0/", "Please write a web address such as www.company.com."),
        ("site", "http://[", "Please write a web address such as www.company.com."),
        ("site", "a b.example", "Please write a web address such as www.company.com."),
        ("agreed", None, "Please tick this box to go on."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(
    send, field, typed, sentence
):
    form = send(**{field: typed})
    assert form.errors_now == {field: [sentence]}
    assert form.status == 422
    if isinstance(typed, str):
        assert form[field].data == typed or form[field].raw_data == [typed]


@pytest.mark.parametrize("lang", ["ko", "zh"])
def test_no_sentence_is_in_another_language(send, lang):
    form = send(lang, name="", mail="kim", site="x", note="a\x1b", agreed=None)
    for sentences in form.errors_now.values():
        assert all(any(ord(c) > 0x2E80 for c in sentence) for sentence in sentences), sentences


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.company.com", "https://www.company.com"),
        ("http://company.co.kr/ko?x=1", "http://company.co.kr/ko?x=1"),
        (" company.cn ", "https://company.cn"),
        ("https://한빛.example", "https://한빛.example"),
    ],
)
def test_a_web_address_gets_its_scheme(send, typed, kept):
    assert send(site=typed).site.data == kept


def test_a_mail_address_keeps_its_capitals_but_not_those_of_its_domain(send):
    assert send(mail="Kim@Company.EXAMPLE").mail.data == "Kim@company.example"


def test_nothing_typed_is_nothing():
    assert stripped("  ") is None
    assert stripped(None) is None
    assert stripped(" a ") == "a"


@pytest.mark.parametrize(
    ("refusal", "field", "status"),
    [
        (Invalid(Text("No such city."), field="name"), "name", 422),
        (Conflict(Text("Taken."), field="name"), "name", 409),
        (Conflict(Text("Taken.")), None, 409),
        (Invalid(Text("Wrong."), field="elsewhere"), None, 422),
    ],
)
def test_a_services_refusal_stands_beside_its_field_or_above_the_form(app, refusal, field, status):
    with app.test_request_context("/", method="POST", data={"name": "x", "agreed": "y"}):
        form = Sample()
        assert form.validate_on_submit()
        with form.showing_refusals():
            raise refusal
        said = form[field].errors if field else form.form_errors
        assert said == [str(refusal.text)]
        assert form.status == status

"""Tables that people send: read without loss, refused with a sentence, never trusted."""

import io
import json
import zipfile

import openpyxl
import pytest

from portal.infra.spreadsheets import reading
from portal.kernel.errors import Invalid


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes | str):
    return reading.read(io.BytesIO(data.encode() if isinstance(data, str) else data))


def refusal(data: bytes | str) -> str:
    with pytest.raises(Invalid) as refused:
        read(data)
    return str(refused.value.text)


def replaced(data: bytes, member: str, change) -> bytes:
    """The same workbook with one member changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "data",
    [
        workbook([["id", "Name.ko", "uscc"], ["CN-1", "청도", "91370000726230489L"]]),
        "\ufeffid,name_ko,USCC\r\nCN-1,청도,91370000726230489L\r\n",
        "id,name.ko,uscc\nCN-1,청도,91370000726230489L\n".encode("utf-16"),
        json.dumps({"meta": {}, "companies": [
            {"id": "CN-1", "name": {"ko": "청도"}, "uscc": "91370000726230489L"}
        ]}),
    ],
    ids=["xlsx", "csv", "csv-utf16", "json"],
)  # fmt: skip
def test_three_kinds_of_files_give_the_same_cells(data):
    (row,) = read(data)
    assert row.text("id", at_most=10) == "CN-1"
    assert row.text("name_ko", at_most=10) == "청도"
    assert row.text("uscc", at_most=20) == "91370000726230489L"
    assert row.text("website", at_most=20) is None


def test_rows_are_counted_as_excel_counts_them():
    rows = read(workbook([["id"], ["a"], [None], ["  "], ["b"]]))
    assert [(row.number, row.cells["id"]) for row in rows] == [(2, "a"), (5, "b")]
    rows = read("id\na\n\nb\n")
    assert [row.number for row in rows] == [2, 4]


def test_a_registration_number_that_excel_made_a_number_is_refused_with_a_sentence():
    (row,) = read(workbook([["uscc"], [913714257402105138]]))
    with pytest.raises(Invalid) as refused:
        row.text("uscc", at_most=20)
    assert "“uscc” is a number where text is needed" in str(refused.value.text)


def test_a_short_code_may_be_a_number():
    (row,) = read(workbook([["region_code", "half"], [310000, 3.5]]))
    assert row.code("region_code") == "310000"
    with pytest.raises(Invalid):
        row.code("half")


def test_several_words_may_be_a_list_or_parted_by_signs():
    assert read('[{"taxonomy": ["AIR-01", "AIR-02"]}]')[0].words("taxonomy") == ("AIR-01", "AIR-02")
    (row,) = read('id,taxonomy\n1,"AIR-01; AIR-02, AIR-03"')
    assert row.words("taxonomy") == ("AIR-01", "AIR-02", "AIR-03")


def test_what_the_portal_wrote_as_csv_is_read_back_as_it_was():
    from portal.infra.spreadsheets.separated import write_csv
    from portal.infra.spreadsheets.tables import Column, Table

    cells = ["=1+1", "+82 2 123", "-", "@home", "'plain", "a\nb", 'say "no"']
    target = io.BytesIO()
    table = Table("t", [Column(f"c{n}") for n in range(len(cells))], [cells])
    write_csv(table, target)
    (row,) = read(target.getvalue())
    assert list(row.cells.values()) == cells


def test_text_is_one_line_limited_and_storable():
    (row,) = read(json.dumps([{"a": " two\n lines ", "long": "x" * 21, "bad": "a\x07b"}]))
    assert row.text("a", at_most=20) == "two lines"
    for head in ("long", "bad"):
        with pytest.raises(Invalid):
            row.text(head, at_most=20)


def test_half_characters_go_no_further_than_their_cell():
    (row,) = read('[{"name": "a\\ud800b", "taxonomy": ["\\udfff"], "no\\ud83d": ["\\ud83d"]}]')
    str(row.cells).encode("utf-8")
    for refused in (lambda: row.text("name", at_most=9), lambda: row.words("taxonomy")):
        with pytest.raises(Invalid):
            refused()
    (row,) = read(workbook([["na_xD800_me"], ["a_xD800_b"]]))
    str(row.cells).encode("utf-8")
    with pytest.raises(Invalid):
        row.text(next(iter(row.cells)), at_most=9)


def test_a_head_that_stands_there_twice_is_refused():
    assert "stands there twice" in refusal("id,name_ko,Name.ko\n1,a,b\n")


def test_korean_and_chinese_code_pages_are_refused_instead_of_guessed():
    assert "UTF-8" in refusal("id,name\n1,한국환경공단\n".encode("cp949"))
    assert "UTF-8" in refusal("id,name\n1,山东钢铁股份\n".encode("gbk"))


def test_an_old_excel_file_is_refused_with_what_to_do():
    assert ".xlsx" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 not a zip",
        workbook([["id"], ["a"]])[:-200],
        replaced(workbook([["id"], ["a"]]), SHEET, lambda xml: xml[: len(xml) // 2]),
        replaced(workbook([["id"], ["a"]]), "[Content_Types].xml", lambda xml: b"<Types/>"),
        b'{"companies": [1, 2]}',
        b'{"companies": [',
        b"[" * 100_000,
        b'id,name\n1,"never closed',
        b"id\x00name\n",
    ],
)
def test_a_damaged_file_is_refused_with_a_sentence(data):
    assert "cannot be read" in refusal(data)


def test_an_entity_in_a_workbook_is_never_expanded():
    def hostile(xml: bytes) -> bytes:
        begin = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        xml = xml.replace(b"<worksheet", begin + b"<worksheet", 1)
        return xml.replace(b"<t>a</t>", b"<t>&e;</t>")

    data = replaced(workbook([["id"], ["a"]]), SHEET, hostile)
    assert "cannot be read" in refusal(data)

    def laughs(xml: bytes) -> bytes:
        levels = b"".join(
            b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
        )
        begin = b'<!DOCTYPE x [<!ENTITY l0 "ha">' + levels + b"]>"
        xml = xml.replace(b"<worksheet", begin + b"<worksheet", 1)
        return xml.replace(b"<t>a</t>", b"<t>&l9;</t>")

    data = replaced(workbook([["id"], ["a"]]), SHEET, laughs)
    assert "cannot be read" in refusal(data)


def test_a_workbook_that_unpacks_to_very_much_is_refused_before_it_is_unpacked():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, b" " * (reading.LARGEST_UNPACKED_BYTES + 1))
    assert "too large when unpacked" in refusal(target.getvalue())


def test_a_workbook_that_lies_about_its_size_is_read_to_its_real_end():
    def lie(xml: bytes) -> bytes:
        assert b'<dimension ref="A1:A3"' in xml
        return xml.replace(b'ref="A1:A3"', b'ref="A1:XFD1048576"')

    data = replaced(workbook([["id"], ["a"], ["b"]]), SHEET, lie)
    assert [row.cells["id"] for row in read(data)] == ["a", "b"]


def test_too_many_rows_or_columns_or_bytes_are_refused(monkeypatch):
    assert "columns" in refusal(",".join(f"c{n}" for n in range(reading.MOST_COLUMNS + 1)))
    assert "MB" in refusal(b"x" * (reading.LARGEST_FILE_BYTES + 1))
    assert "rows" in refusal("id\n" + "a\n" * (reading.MOST_ROWS + 1))
    assert len(read("id\n" + "a\n" * reading.MOST_ROWS)) == reading.MOST_ROWS


def test_an_empty_file_has_no_rows():
    assert read("") == []
    assert read(workbook([])) == []
    assert read("id,name\n") == []

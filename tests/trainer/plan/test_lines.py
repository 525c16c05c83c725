from trainer.plan.lines import find_lines

TEXT = '''title = "a = b"  # c = d
note = """
x = 1
[y]
"""
list = [
  "]",  # z = 3
  { inner = 2 },
]

[base]
data.name = "digits"
"quoted.key" = 1
'single' = 2

[variants.tuned.regularizers]
mixup = { alpha = 0.2 }
'''


def test_every_key_that_begins_a_line_is_found() -> None:
    assert find_lines(TEXT) == {
        ("title",): 1,
        ("note",): 2,
        ("list",): 6,
        ("base",): 11,
        ("base", "data"): 12,
        ("base", "data", "name"): 12,
        ("base", "quoted.key"): 13,
        ("base", "single"): 14,
        ("variants", "tuned", "regularizers"): 16,
        ("variants", "tuned", "regularizers", "mixup"): 17,
    }


def test_an_empty_text_has_no_keys() -> None:
    assert find_lines("") == {}

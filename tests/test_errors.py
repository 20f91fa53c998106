"""The tree of errors: each is what Keras users catch, says its code first, and can be pickled."""

import pickle
from pathlib import Path

import pytest

from pronghorn import errors
from pronghorn.config import settings

CAUGHT_AS = {
    errors.ShapeError: (ValueError,),
    errors.DtypeError: (TypeError,),
    errors.DataError: (ValueError,),
    errors.ArgumentError: (ValueError,),
    errors.UnknownNameError: (ValueError,),
    errors.StateError: (RuntimeError, ValueError),
    errors.FileError: (OSError, ValueError),
    errors.MissingPackageError: (ImportError,),
    errors.AbsentNameError: (AttributeError,),
    errors.AbsentImportError: (ImportError,),
}


@pytest.mark.parametrize("kind", CAUGHT_AS)
def test_each_error_is_caught_as_its_builtin_kin(kind):
    for parent in (*CAUGHT_AS[kind], errors.UserError, errors.PronghornError):
        with pytest.raises(parent, match=r"^\[M13\] the model has no layers"):
            raise kind("M13")


@pytest.mark.parametrize("kind", CAUGHT_AS)
def test_an_error_survives_a_pickle(kind):
    error = kind("M01", where="encoder/dense_1", owner="Dense", argument="units", got=-1)
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is kind
    assert str(twin) == str(error)
    assert str(error) == (
        "[M01] Dense: units must be a positive integer, got -1. For example units=4. "
        "(encoder/dense_1)"
    )


def test_the_place_may_be_learnt_later_and_the_language_changed():
    error = errors.ArgumentError("M01", owner="Dense", argument="units", got=0)
    error.where = "head"
    settings.language = "zh"
    assert str(error) == "[M01] Dense：units 必须是正整数，实为 0。例如 units=4。 (head)"


def test_unknown_names_suggest_the_nearest_or_list_what_there_is():
    near = errors.unknown_name("optimizer", "Addam", ["SGD", "Adam", "RMSprop"])
    assert str(near) == "[M03] unknown optimizer 'Addam'; did you mean 'Adam'?"
    far = errors.unknown_name("optimizer", "zzz", ["SGD", "Adam"])
    assert str(far).startswith("[M04] unknown optimizer 'zzz'. Known: Adam, SGD.")


def test_an_internal_error_keeps_the_graph(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    error = errors.InternalError("a value has two owners", "graph step()")
    assert Path(error.path).read_text(encoding="utf-8") == "graph step()"
    assert str(error).startswith("[G11] this is a fault in pronghorn")
    assert error.path in str(error)


def test_an_internal_error_without_a_writable_folder_still_says_what(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    assert "two owners" in str(errors.InternalError("a value has two owners", "graph step()"))

"""The suite that the ``eventsourcing`` library holds its own recorders to."""

from __future__ import annotations

from eventsourcing.dcb.tests import DCBRecorderTestCase

from ledger.store import Recorder


class TheLibrary(DCBRecorderTestCase):
    """Its test methods are named so that each recorder's test calls them."""

    __test__ = False


def test_append_and_read_as_the_library_does(store: Recorder) -> None:
    TheLibrary()._test_append_read(store)


def test_subscribe_as_the_library_does(store: Recorder) -> None:
    TheLibrary()._test_append_subscribe(store)

"""The folders of stores, backups and sets, as an operator moves, spoils and refuses them."""

import hashlib
import shutil
import unittest

from suite import PATIENCE, SuiteTest

NAMES = ("task_registry", "park_region")


def contents(folder):
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).digest()
            for path in folder.rglob("*") if path.is_file()}


class StoreFolderTest(SuiteTest):
    def backup_set(self, *names):
        for name in names:
            self.service(name).start()
        backup = self.folder / "set"
        self.done("backup", *names, "--to", backup, "--timeout", PATIENCE)
        return backup

    def restore(self, backup, to, *arguments):
        return self.zgcctl("restore", "--from", backup, "--to", to, "--reason", "数据盘损坏",
                           *arguments)

    def test_the_place_of_a_store_that_was_moved_away_is_neither_taken_nor_changed(self):
        backup = self.backup_set("park_region")
        service = self.services["park_region"]
        shutil.move(service.store, self.folder / "old")
        refused = self.restore(backup, service.store)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("store.lock", refused.stderr)
        self.assertFalse(service.store.exists())
        # Who is sure takes it all the same.
        service.store.with_name("store.lock").unlink()
        restored = self.restore(backup, service.store)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        before = contents(service.store)
        self.assertEqual(service.http("/livez")[0], 503)
        service.stop()
        self.assertEqual(contents(service.store), before)
        service.start()
        self.assertEqual(service.http("/livez")[0], 200)

    def test_a_set_is_checked_before_any_of_it_is_restored(self):
        backup = self.backup_set(*NAMES)
        self._end_all()
        to = self.folder / "restored"
        place = to / "{service}"
        to.mkdir()
        current = backup / "park_region" / "CURRENT"
        whole = current.read_bytes()
        current.write_bytes(b"MANIFEST-777777\n"[:len(whole)].ljust(len(whole)))
        refused = self.restore(backup, place)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("nothing was written", refused.stderr)
        self.assertIn(str(current), refused.stderr)
        self.assertEqual(list(to.iterdir()), [])
        current.write_bytes(whole)
        self.assertEqual(
            self.restore(backup, place, "--service", "task_registry").returncode, 0)
        # What is whole already is named, and how to go on.
        refused = self.restore(backup, place)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn(str(to / "task_registry"), refused.stderr)
        self.assertIn("go on with --service park_region", refused.stderr)
        self.assertEqual(
            self.restore(backup, place, "--service", "park_region").returncode, 0)

    def test_a_set_that_cannot_be_read_is_not_called_none(self):
        folder = self.folder / "set"
        folder.mkdir()
        # More links than are followed: root reads whatever has only no permission.
        (folder / "park_region").symlink_to(folder / "park_region")
        refused = self.restore(folder, self.folder / "restored")
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("Too many levels", refused.stderr)
        self.assertNotIn("holds no set", refused.stderr)
        unsaid = self.zgcctl("restore", "--from", folder, "--to", self.folder / "restored",
                             "--reason", " ")
        self.assertEqual(unsaid.returncode, 2, unsaid.stdout)
        self.assertIn("--reason", unsaid.stderr)

    def test_a_set_without_a_place_costs_no_backup(self):
        self.service("park_region").start()
        partial = self.folder / "set.partial"
        partial.mkdir()
        (partial / "notes.txt").write_text("someone else's")
        for place, word in ((self.folder / "no" / "such" / "set", "no/such"),
                            (self.folder / "set", "notes.txt")):
            refused = self.zgcctl("backup", "park_region", "--to", place)
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn(word, refused.stderr)
        self.assertTrue((partial / "notes.txt").exists())
        self.assertFalse((self.folder / "park_region" / "backup").exists())

    def test_what_is_all_of_the_data_is_the_owners_alone(self):
        backup = self.backup_set("park_region")
        self._end_all()
        restored = self.folder / "restored"
        self.assertEqual(self.restore(backup, restored).returncode, 0)
        for folder in (backup, restored, self.folder / "park_region" / "store",
                       self.folder / "park_region" / "backup"):
            for path in (folder, *folder.rglob("*")):
                self.assertEqual(path.stat().st_mode & 0o077, 0, path)


if __name__ == "__main__":
    unittest.main()

"""The pipelines that are shipped, and those of these tests, against the JSON Schema that editors use."""

import glob
import json
import os
import unittest

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: numbers and booleans are those, dates are texts."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, EditorLoader)


def pipelines():
    folders = ["pipelines", "Tests/Reference/pipelines"]
    paths = [path for folder in folders for path in sorted(glob.glob(os.path.join(ROOT, folder, "*.yaml")))]
    return [path for path in paths if not path.endswith(".test.yaml")]


class SchemaTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, "pipelines/pipeline.schema.json"), encoding="utf-8") as file:
            cls.schema = json.load(file)
        cls.validator = jsonschema.Draft202012Validator(cls.schema)

    def test_schema_itself(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_there_are_pipelines(self):
        self.assertGreater(len(pipelines()), 6)

    def test_pipelines_are_valid(self):
        for path in pipelines():
            with self.subTest(os.path.relpath(path, ROOT)):
                errors = [f"{error.json_path}: {error.message}" for error in self.validator.iter_errors(read(path))]
                self.assertEqual(errors, [])

    def test_what_is_wrong_is_seen(self):
        path = os.path.join(ROOT, "pipelines/den-haag.yaml")
        for change in ({"municipality": "51"}, {"rulez": []}, {"retention": "long"}, {"classes": [{"id": 1}]}):
            with self.subTest(str(change)):
                self.assertFalse(self.validator.is_valid(read(path) | change))


if __name__ == "__main__":
    unittest.main()

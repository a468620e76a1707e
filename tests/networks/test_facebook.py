"""The contract on our sandbox, and what only Facebook does."""

from syndication.networks.facebook import Facebook

from .faults import SandboxContract
from .samples import ALT, make_picture


class TestFacebook(SandboxContract):
    network = Facebook
    posting = {"method": "POST", "path": "/feed"}
    uploading = {"method": "POST", "path": "/photos"}
    looking = {"method": "GET", "path": "/published_posts"}
    withdrawing = {"method": "DELETE"}
    refusing = {"status": 400, "code": 100}

    def test_the_post_looks_as_it_was_meant(self, sender, key, sandbox, made):
        sender.publish(self.post(attach="picture", picture=make_picture()), key)
        [post] = sandbox.posts("facebook", made["account"])
        assert [media["alt"] for media in post["media"]] == [ALT]

    def test_a_staged_photo_is_no_post(self, client, key, timeline):
        client.publish(self.post(attach="picture", picture=make_picture()), key)
        assert timeline() == []

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
    counting = {"method": "GET"}
    refusing = {"status": 400, "code": 100}

    def test_the_post_looks_as_it_was_meant(self, sender, key, sandbox, made):
        sender.publish(self.post(attach="picture", picture=make_picture()), key)
        [post] = sandbox.posts("facebook", made["account"])
        assert [media["alt"] for media in post["media"]] == [ALT]

    def test_a_staged_photo_is_no_post(self, client, key, timeline):
        pictured = self.post(attach="picture", picture=make_picture())
        assert client.stages(pictured)
        staged = client.publish(pictured, key)
        assert timeline() == []
        assert not client.stages(pictured, staged.handle)
        assert not client.stages(self.post())
